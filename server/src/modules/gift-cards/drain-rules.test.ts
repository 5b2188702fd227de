import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DrainableCard, type DrainableLot, drainCards } from './drain-rules.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const day = 86_400_000
let lots = 0
const lot = (amount: bigint, expiresInDays: number | null, openedDaysAgo = 1): DrainableLot => ({
  id: `lot-${String(++lots).padStart(4, '0')}`,
  amount,
  expiresAt: expiresInDays === null ? null : new Date(now + expiresInDays * day),
  openedAt: new Date(now - openedDaysAgo * day),
})
const card = (id: string, ...own: DrainableLot[]): DrainableCard => ({ id, lots: own })
const amountsOf = (cards: readonly DrainableCard[], amount: bigint) =>
  drainCards(cards, amount, now).draws.map(({ cardId, amount }) => [cardId, amount])

test('several cards on one basket: what expires first is spent first, and only as far as needed [4.4]', () => {
  const cards = [card('never', lot(1000n, null)), card('late', lot(1000n, 90)), card('soon', lot(1000n, 5))]
  expect(amountsOf(cards, 1500n)).toEqual([
    ['soon', 1000n],
    ['late', 500n],
  ])
})

test('draining all of a customer’s cards for one small basket takes that basket and no more [4.4]', () => {
  const cards = Array.from({ length: 50 }, (_, i) => card(`card-${i}`, lot(5000n, 100 + i)))
  expect(drainCards(cards, 1n, now)).toEqual({
    draws: [{ cardId: 'card-0', amount: 1n, lots: [{ lotId: cards[0]!.lots[0]!.id, amount: 1n }] }],
    missing: 0n,
  })
})

test('expired value is nothing, from the very moment of its expiry', () => {
  const cards = [card('gone', lot(1000n, 0)), card('past', lot(1000n, -1)), card('good', lot(300n, 1))]
  expect(drainCards(cards, 500n, now)).toMatchObject({ draws: [{ cardId: 'good', amount: 300n }], missing: 200n })
})

test('a card with several lots gives what expires first of each, named lot by lot', () => {
  const early = lot(100n, 10)
  const late = lot(100n, 30)
  const middle = lot(100n, 20)
  const { draws } = drainCards([card('a', late, early), card('b', middle)], 250n, now)
  expect(draws).toEqual([
    {
      cardId: 'a',
      amount: 150n,
      lots: [
        { lotId: early.id, amount: 100n },
        { lotId: late.id, amount: 50n },
      ],
    },
    { cardId: 'b', amount: 100n, lots: [{ lotId: middle.id, amount: 100n }] },
  ])
})

test('of what expires together the older value goes first; value that never expires goes last', () => {
  const cards = [card('never', lot(10n, null, 999)), card('young', lot(10n, 7, 1)), card('old', lot(10n, 7, 2))]
  expect(amountsOf(cards, 30n).map(([id]) => id)).toEqual(['old', 'young', 'never'])
})

test('of lots alike in all the lower id goes first, wherever it stands', () => {
  const first = lot(10n, 7)
  const second = lot(10n, 7)
  expect(amountsOf([card('b', second), card('a', first)], 5n)).toEqual([['a', 5n]])
})

test('the order in which cards are scanned changes nothing', () => {
  const anyLot = fc.record({
    amount: fc.bigInt({ min: 1n, max: 9n }),
    days: fc.constantFrom(null, 1, 2),
    openedDaysAgo: fc.integer({ min: 1, max: 3 }),
  })
  const inTwoOrders = fc
    .array(anyLot, { maxLength: 6 })
    .map(all => all.map((one, i) => card(`card-${i}`, lot(one.amount, one.days, one.openedDaysAgo))))
    .chain(cards => fc.tuple(fc.constant(cards), fc.shuffledSubarray(cards, { minLength: cards.length })))
  fc.assert(
    fc.property(inTwoOrders, fc.bigInt({ min: 1n, max: 40n }), ([cards, shuffled], amount) => {
      expect(drainCards(shuffled, amount, now)).toEqual(drainCards(cards, amount, now))
    }),
    { seed: 20261122, numRuns: 500 },
  )
})

test('nothing to pay takes nothing, and no cards cover nothing', () => {
  expect(drainCards([card('a', lot(10n, 1))], 0n, now)).toEqual({ draws: [], missing: 0n })
  expect(drainCards([card('empty', lot(0n, 1)), card('none')], 5n, now)).toEqual({ draws: [], missing: 5n })
})

test('never more than the basket, never more than a lot, never a later expiry while an earlier one is left', () => {
  const anyLot = fc.record({
    amount: fc.bigInt({ min: 0n, max: 10_000n }),
    days: fc.option(fc.integer({ min: -5, max: 50 }), { nil: null }),
  })
  const anyCards = fc.array(fc.array(anyLot, { maxLength: 4 }), { maxLength: 8 })
  fc.assert(
    fc.property(anyCards, fc.bigInt({ min: 0n, max: 40_000n }), (drawn, amount) => {
      const cards = drawn.map((own, i) => card(`card-${i}`, ...own.map(({ amount, days }) => lot(amount, days))))
      const { draws, missing } = drainCards(cards, amount, now)
      const all = cards.flatMap(({ lots }) => lots)
      const live = all.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > now)
      const total = live.reduce((sum, { amount }) => sum + amount, 0n)
      const taken = new Map(draws.flatMap(draw => draw.lots.map(({ lotId, amount }) => [lotId, amount])))
      expect(missing).toBe(amount > total ? amount - total : 0n)
      expect(draws.reduce((sum, draw) => sum + draw.amount, 0n) + missing).toBe(amount)
      for (const draw of draws) {
        expect(draw.lots.reduce((sum, part) => sum + part.amount, 0n)).toBe(draw.amount)
        expect(draw.amount).toBeGreaterThan(0n)
      }
      const left = live.filter(({ id, amount }) => (taken.get(id) ?? 0n) < amount)
      const used = all.filter(({ id }) => taken.has(id))
      for (const one of used) {
        expect(taken.get(one.id)! <= one.amount).toBe(true)
        for (const other of left) expect(expiry(one) <= expiry(other)).toBe(true)
      }
    }),
    { seed: 20261122 },
  )
})

function expiry({ expiresAt }: DrainableLot): number {
  return expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
}
