import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mayGiveBack, type RefundSource, replacementOf, restsOf, shareRefund } from './refund-rules.ts'

const source = (tenderId: string, rest: bigint, lotId?: string): RefundSource => ({ tenderId, lotId, rest })
const amounts = (shares: { source: RefundSource; amount: bigint }[]) =>
  shares.map(share => [share.source.tenderId, share.amount])
const three = [source('a', 100n), source('b', 200n), source('c', 300n)]

describe('three orders [2.4]', () => {
  test('what was spent first comes back first', () => {
    expect(amounts(shareRefund(three, 150n, 'firstFirst'))).toEqual([
      ['a', 100n],
      ['b', 50n],
    ])
  })

  test('what was spent last comes back first', () => {
    expect(amounts(shareRefund(three, 350n, 'lastFirst'))).toEqual([
      ['b', 50n],
      ['c', 300n],
    ])
  })

  test('or each by its part, where the largest remainders get what rounding left', () => {
    expect(amounts(shareRefund(three, 300n, 'proRata'))).toEqual([
      ['a', 50n],
      ['b', 100n],
      ['c', 150n],
    ])
    // 100 × 1/6 = 16.67, 33.33 and 50: the unit left over goes to the first.
    expect(amounts(shareRefund(three, 100n, 'proRata'))).toEqual([
      ['a', 17n],
      ['b', 33n],
      ['c', 50n],
    ])
    expect(amounts(shareRefund([source('a', 1n), source('b', 1n), source('c', 1n)], 2n, 'proRata'))).toEqual([
      ['a', 1n],
      ['b', 1n],
    ])
  })

  test('sources that have nothing left give nothing back', () => {
    expect(amounts(shareRefund([source('a', 0n), source('b', 5n)], 5n, 'proRata'))).toEqual([['b', 5n]])
    expect(shareRefund([source('a', 0n)], 0n, 'proRata')).toEqual([])
  })
})

const order = fc.constantFrom('firstFirst' as const, 'lastFirst' as const, 'proRata' as const)
const rests = fc.array(fc.bigInt(0n, 1_000_000n), { minLength: 1, maxLength: 8 })

test('any refund adds up exactly, and no tender or lot gets back more than it gave [2.4]', () => {
  fc.assert(
    fc.property(rests, fc.bigInt(1n, 8_000_000n), order, (some, wish, how) => {
      const sources = some.map((rest, i) => source(`t${i}`, rest))
      const total = some.reduce((sum, rest) => sum + rest, 0n)
      const amount = wish < total ? wish : total
      const shares = shareRefund(sources, amount, how)
      expect(shares.reduce((sum, share) => sum + share.amount, 0n)).toBe(amount)
      for (const share of shares) expect(share.amount > 0n && share.amount <= share.source.rest).toBe(true)
    }),
  )
})

test('refunds piece by piece, in any orders, restore exactly what was drawn once all is given back [2.4]', () => {
  const pieces = fc.array(fc.tuple(fc.bigInt(1n, 400_000n), order), { maxLength: 6 })
  fc.assert(
    fc.property(rests, pieces, (some, wishes) => {
      const drawn = some.map((amount, i) => ({ tenderId: `t${i % 3}`, lotId: `l${i}`, amount }))
      const given: { tenderId: string; lotId: string | undefined; amount: bigint }[] = []
      const left = () => restsOf(drawn, given).reduce((sum, one) => sum + one.rest, 0n)
      const giveBack = (amount: bigint, how: 'firstFirst' | 'lastFirst' | 'proRata') => {
        for (const share of shareRefund(restsOf(drawn, given), amount, how)) {
          given.push({ tenderId: share.source.tenderId, lotId: share.source.lotId, amount: share.amount })
        }
      }
      for (const [wish, how] of wishes) giveBack(wish < left() ? wish : left(), how)
      giveBack(left(), 'proRata')
      expect(restsOf(drawn, given).every(one => one.rest === 0n)).toBe(true)
    }),
  )
})

test('rests are kept apart by tender and lot, and value without a lot by its tender', () => {
  const drawn = [
    { tenderId: 'a', lotId: 'x', amount: 10n },
    { tenderId: 'b', lotId: 'x', amount: 10n },
    { tenderId: 'c', lotId: undefined, amount: 10n },
  ]
  const given = [
    { tenderId: 'b', lotId: 'x', amount: 4n },
    { tenderId: 'b', lotId: 'x', amount: 1n },
    { tenderId: 'c', lotId: undefined, amount: 3n },
  ]
  expect(restsOf(drawn, given).map(one => one.rest)).toEqual([10n, 5n, 7n])
})

describe('a lot that has expired since it was spent', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  const lot = { kind: 'gift' as const, tender: 'card', expiresAt: new Date(now), jurisdiction: 'US-CA' }

  test('comes back as a refund with a fresh term, of the same tender and place', () => {
    expect(replacementOf(lot, now, 90)).toEqual({
      kind: 'refund',
      tender: 'card',
      expiresMs: now + 90 * 86_400_000,
      jurisdiction: 'US-CA',
    })
    expect(replacementOf({ ...lot, kind: 'paid', jurisdiction: null }, now, 1)).toMatchObject({
      kind: 'refund',
      jurisdiction: undefined,
    })
  })

  test('stays promotional if it was', () => {
    expect(replacementOf({ ...lot, kind: 'promotional' }, now, 90)).toMatchObject({ kind: 'promotional' })
  })

  test('has its own value back as long as it lives, or for ever', () => {
    expect(replacementOf({ ...lot, expiresAt: new Date(now + 1) }, now, 90)).toBeUndefined()
    expect(replacementOf({ ...lot, expiresAt: null }, now, 90)).toBeUndefined()
  })
})

const limits = { cashierRefundMaximum: 5_000, staffRefundMaximum: 20_000 }
test.each([
  ['cashier', 5_000n],
  ['shiftLead', 20_000n],
  ['storeManager', 20_000n],
  ['support', 20_000n],
])('a %s alone gives back up to a limit of one payment, in all its refunds together [S10]', (role, limit) => {
  expect(mayGiveBack(role, { refunded: 0n }, limit, limits)).toBe(true)
  expect(mayGiveBack(role, { refunded: 0n }, limit + 1n, limits)).toBe(false)
  expect(mayGiveBack(role, { refunded: 4_000n }, limit - 3_999n, limits)).toBe(false)
})
