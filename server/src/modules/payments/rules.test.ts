import fc from 'fast-check'
import { expect, test } from 'vitest'
import { basketOf, decideRefund, isSameDay, statusOf, titleOf } from './rules.ts'

const seed = 20261122
const line = fc.record({
  quantity: fc.integer({ min: 1, max: 12 }),
  unitAmount: fc.integer({ min: 0, max: 5_000 }),
  tax: fc.integer({ min: 0, max: 900 }),
})
const baskets = fc.array(line, { minLength: 1, maxLength: 5 })
const costOf = (lines: readonly { quantity: number; unitAmount: number; tax: number }[]) =>
  lines.reduce((sum, { quantity, unitAmount, tax }) => sum + quantity * unitAmount + tax, 0)

test('items, tax and tip must add up to the amount', () => {
  fc.assert(
    fc.property(baskets, fc.nat(2_000), fc.integer({ min: -3, max: 3 }), (items, tip, error) => {
      const total = costOf(items)
      const basket = basketOf({ amount: total + tip + error, items, tip })
      const tax = items.reduce((sum, item) => sum + item.tax, 0)
      expect(basket).toEqual(error === 0 && tip <= total ? { tax, tip } : undefined)
    }),
    { seed },
  )
})

test('without items a tip is at most as much as the rest', () => {
  expect(basketOf({ amount: 450 })).toEqual({ tax: 0, tip: 0 })
  expect(basketOf({ amount: 450, tip: 225 })).toEqual({ tax: 0, tip: 225 })
  expect(basketOf({ amount: 450, tip: 226 })).toBeUndefined()
})

/** Refunds a basket piece by piece in the given order, as many pieces at a time as `portions` says. */
function refundInPieces(
  items: { quantity: number; unitAmount: number; tax: number }[],
  tip: number,
  portions: number[],
) {
  const amount = BigInt(costOf(items) + tip)
  const refundedQuantities = items.map(() => 0)
  let refunded = 0n
  for (const portion of portions) {
    const lines = items.flatMap((item, index) => {
      const quantity = Math.min(portion, item.quantity - refundedQuantities[index]!)
      return quantity > 0 ? [{ index, quantity }] : []
    })
    if (lines.length === 0) continue
    const decision = decideRefund({ amount, refunded, items, refundedQuantities }, { lines })
    if (!decision.ok) expect(decision.code, 'only pieces that cost nothing are refused').toBe('validation_failed')
    else refunded += decision.amount
    expect(refunded <= amount).toBe(true)
    for (const { index, quantity } of lines) refundedQuantities[index]! += quantity
  }
  return { refunded, refundedQuantities, amount }
}

test('any split of a payment into refunds of lines adds up to its lines with all their tax, and never to more', () => {
  fc.assert(
    fc.property(
      baskets,
      fc.nat(500),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }),
      (items, tip, portions) => {
        fc.pre(costOf(items) > 0)
        const { refunded, refundedQuantities, amount } = refundInPieces(items, tip, [...portions, 12])
        expect(refunded).toBe(BigInt(costOf(items)))
        const oneMore = decideRefund(
          { amount, refunded, items, refundedQuantities },
          { lines: [{ index: 0, quantity: 1 }] },
        )
        expect(oneMore).toEqual({ ok: false, code: 'already_refunded' })
        const rest = decideRefund({ amount, refunded, items, refundedQuantities }, {})
        expect(rest).toEqual(tip > 0 ? { ok: true, amount: BigInt(tip) } : { ok: false, code: 'already_refunded' })
      },
    ),
    { seed },
  )
})

test('a refund is never more than what is left, however it is asked for', () => {
  const items = [{ quantity: 3, unitAmount: 100, tax: 10 }]
  const payment = { amount: 310n, refunded: 300n, items, refundedQuantities: [0] }
  expect(decideRefund(payment, { amount: 10 })).toMatchObject({ ok: true, amount: 10n })
  expect(decideRefund(payment, { amount: 11 })).toEqual({ ok: false, code: 'already_refunded' })
  expect(decideRefund(payment, {})).toMatchObject({ ok: true, amount: 10n })
  expect(decideRefund(payment, { lines: [{ index: 0, quantity: 1 }] })).toEqual({ ok: false, code: 'already_refunded' })
  expect(decideRefund({ ...payment, refunded: 310n }, {})).toEqual({ ok: false, code: 'already_refunded' })
})

test.each([
  { amount: 1, lines: [{ index: 0, quantity: 1 }] },
  { lines: [{ index: 1, quantity: 1 }] },
  {
    lines: [
      { index: 0, quantity: 1 },
      { index: 0, quantity: 1 },
    ],
  },
])('a refund that makes no sense is refused: %j', request => {
  const items = [{ quantity: 3, unitAmount: 100, tax: 10 }]
  const decision = decideRefund({ amount: 310n, refunded: 0n, items, refundedQuantities: [0] }, request)
  expect(decision).toEqual({ ok: false, code: 'validation_failed' })
})

test('a payment says what it was for and how much of it came back', () => {
  expect(titleOf([])).toBe('Purchase')
  expect(
    titleOf([
      { name: 'Flat white', quantity: 2 },
      { name: 'Cookie', quantity: 1 },
    ]),
  ).toBe('2 × Flat white, Cookie')
  expect(titleOf(['Tea', 'Milk', 'Honey'].map(name => ({ name, quantity: 1 })))).toBe('Tea and 2 more')
  const charged = { state: 'captured' as const, amount: 400n, tipped: 50n }
  const statuses = [0n, 1n, 400n, 450n].map(refunded => statusOf({ ...charged, refunded }))
  expect(statuses).toEqual(['captured', 'partiallyRefunded', 'partiallyRefunded', 'refunded'])
  for (const state of ['authorized', 'voided', 'expired'] as const) {
    expect(statusOf({ ...charged, state, refunded: 0n })).toBe(state)
    expect(statusOf({ ...charged, state, refunded: 450n })).toBe(state)
  }
})

test('the day is that of the store: 23:59 and 00:01 are two, the hour of autumn is in one', () => {
  const zone = 'America/New_York'
  const hour = 3_600_000
  const at = Date.parse('2026-11-23T04:59:00Z')
  expect(isSameDay(at, at + 59_999, zone)).toBe(true)
  expect(isSameDay(at, at + 60_000, zone)).toBe(false)
  expect(isSameDay(at, at + 60_000, 'UTC')).toBe(true)
  const autumn = Date.parse('2026-11-01T04:00:00Z')
  expect(isSameDay(autumn, autumn + 25 * hour - 1, zone)).toBe(true)
  expect(isSameDay(autumn, autumn + 25 * hour, zone)).toBe(false)
})

test('a tip is no more than what it is given for', () => {
  const items = [{ quantity: 1, unitAmount: 90, tax: 10 }]
  expect(basketOf({ amount: 200, items, tip: 100 })).toEqual({ tax: 10, tip: 100 })
  expect(basketOf({ amount: 201, items, tip: 101 })).toBeUndefined()
})

test('pieces that cost nothing are no refund', () => {
  const payment = {
    amount: 100n,
    refunded: 0n,
    items: [{ quantity: 1, unitAmount: 0, tax: 0 }],
    refundedQuantities: [],
  }
  expect(decideRefund(payment, { lines: [{ index: 0, quantity: 1 }] })).toEqual({
    ok: false,
    code: 'validation_failed',
  })
})
