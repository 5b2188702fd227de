import fc from 'fast-check'
import { expect, test } from 'vitest'
import { disputable, planGiveBack, planTakeBack } from './rules.ts'

const lots = [
  { id: 'a', amount: 300n },
  { id: 'b', amount: 500n },
  { id: 'c', amount: 200n },
]

test("the disputed load's own lot goes first, then the others in spend order", () => {
  expect(planTakeBack(lots, 'b', 900n)).toEqual({
    parts: [
      { lotId: 'b', amount: 500n },
      { lotId: 'a', amount: 300n },
      { lotId: 'c', amount: 100n },
    ],
    taken: 900n,
    debt: 0n,
  })
})

test('what is held suffices, or the rest is a debt', () => {
  expect(planTakeBack(lots, 'b', 500n)).toEqual({ parts: [{ lotId: 'b', amount: 500n }], taken: 500n, debt: 0n })
  expect(planTakeBack(lots, 'gone', 1_001n)).toMatchObject({ taken: 1_000n, debt: 1n })
  expect(planTakeBack([], 'gone', 7n)).toEqual({ parts: [], taken: 0n, debt: 7n })
})

test('taken and owed are always the amount, and no lot gives more than it has', () => {
  const amount = fc.bigInt(1n, 1_000n)
  const held = fc.uniqueArray(fc.record({ id: fc.string(), amount }), { selector: lot => lot.id })
  fc.assert(
    fc.property(held, fc.string(), fc.bigInt(1n, 5_000n), (some, loadId, wanted) => {
      const { parts, taken, debt } = planTakeBack(some, loadId, wanted)
      expect(taken + debt).toBe(wanted)
      expect(parts.reduce((sum, part) => sum + part.amount, 0n)).toBe(taken)
      for (const part of parts) expect(part.amount <= some.find(lot => lot.id === part.lotId)!.amount).toBe(true)
      if (debt > 0n) expect(taken).toBe(some.reduce((sum, lot) => sum + lot.amount, 0n))
    }),
  )
})

test('a won dispute forgives its debt as far as it is still owed, and returns the rest as value', () => {
  expect(planGiveBack({ taken: 400n, debt: 600n }, 600n)).toEqual({ toLots: 400n, toDebt: 600n, toAccount: 0n })
  expect(planGiveBack({ taken: 400n, debt: 600n }, 900n)).toEqual({ toLots: 400n, toDebt: 600n, toAccount: 0n })
  expect(planGiveBack({ taken: 400n, debt: 600n }, 250n)).toEqual({ toLots: 400n, toDebt: 250n, toAccount: 350n })
  expect(planGiveBack({ taken: 400n, debt: 600n }, 0n)).toEqual({ toLots: 400n, toDebt: 0n, toAccount: 600n })
})

test('no more of a load can be disputed than was not given back or disputed before', () => {
  const load = { amount: 1_000n, refunded: 300n }
  expect(disputable(load, 0n, 500n)).toBe(500n)
  expect(disputable(load, 0n, 1_000n)).toBe(700n)
  expect(disputable(load, 0n, 700n)).toBe(700n)
  expect(disputable(load, 600n, 1_000n)).toBe(100n)
  expect(disputable(load, 700n, 1n)).toBe(0n)
  expect(disputable(load, 900n, 1n)).toBe(0n)
})
