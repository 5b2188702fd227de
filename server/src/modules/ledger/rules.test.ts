import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lotKinds, rankOf, splitParts } from './rules.ts'

const seed = 20261122
const lot = fc.record({
  kind: fc.constantFrom(...lotKinds),
  openedMs: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  expiresMs: fc.option(fc.integer({ min: 0, max: 4_102_444_800_000 }), { nil: undefined }),
})

type Lot = typeof lot extends fc.Arbitrary<infer T> ? T : never

/** The spend order in plain words, apart from ranks: what comes first? */
function before(a: Lot, b: Lot): boolean {
  const order = ['promotional', 'gift', 'refund', 'paid']
  if (a.kind !== b.kind) return order.indexOf(a.kind) < order.indexOf(b.kind)
  if (a.kind === 'refund' || a.kind === 'paid') return a.openedMs < b.openedMs
  if (a.expiresMs !== undefined && b.expiresMs !== undefined) return a.expiresMs < b.expiresMs
  if (a.expiresMs === undefined && b.expiresMs === undefined) return a.openedMs < b.openedMs
  return a.expiresMs !== undefined
}

test('ranks follow the spend order: promotional, gift, refund, paid; by expiry, then by age', () => {
  fc.assert(
    fc.property(lot, lot, (a, b) => {
      expect(rankOf(a) < rankOf(b)).toBe(before(a, b))
      expect(rankOf(a) === rankOf(b)).toBe(!before(a, b) && !before(b, a))
    }),
    { seed, numRuns: 2_000 },
  )
})

test('ranks are numbers that the database holds', () => {
  const last = rankOf({ kind: 'paid', openedMs: 4_102_444_800_000, expiresMs: undefined })
  expect(last).toBe(30_004_102_444_800_000n)
  expect(rankOf({ kind: 'promotional', openedMs: 7, expiresMs: 9 })).toBe(9n)
  expect(rankOf({ kind: 'gift', openedMs: 7, expiresMs: undefined })).toBe(15_000_000_000_000_007n)
})

test('parts are split in order, exactly, and nothing is lost', () => {
  const part = fc.record({ lotId: fc.uuid(), amount: fc.bigInt(1n, 100n) })
  const sum = (parts: readonly { amount: bigint }[]) => parts.reduce((total, { amount }) => total + amount, 0n)
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), fc.bigInt(0n, 500n), (parts, wanted) => {
      const [first, rest] = splitParts(parts, wanted)
      const all = sum(parts)
      expect(sum(first)).toBe(wanted < all ? wanted : all)
      expect(sum(first) + sum(rest)).toBe(all)
      expect([...first, ...rest].every(({ amount }) => amount > 0n)).toBe(true)
      const places = [...first, ...rest].map(({ lotId }) => parts.findIndex(one => one.lotId === lotId))
      expect(places).toEqual([...places].sort((a, b) => a - b))
    }),
    { seed },
  )
})
