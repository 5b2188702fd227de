import fc from 'fast-check'
import { expect, test } from 'vitest'
import { basketTotals, taxOf } from './basket.ts'

const seed = 20261122
const amount = fc.integer({ min: 0, max: 100_000_000 })
const rate = fc.integer({ min: 0, max: 10_000 })

test('tax is rounded half up to the minor unit', () => {
  expect([taxOf(450, 850), taxOf(100, 50), taxOf(99, 50), taxOf(0, 850), taxOf(450, 0)]).toEqual([38, 1, 0, 0, 0])
})

test('tax is exact integer arithmetic: never more than half a unit from the true share', () => {
  fc.assert(
    fc.property(amount, rate, (of, basisPoints) => {
      const tax = taxOf(of, basisPoints)
      const error = BigInt(tax) * 10_000n - BigInt(of) * BigInt(basisPoints)
      expect(Number.isInteger(tax)).toBe(true)
      expect(error > -5_000n && error <= 5_000n).toBe(true)
    }),
    { seed },
  )
})

test('a total is the sum of its parts', () => {
  const lines = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 999 }), unitAmount: amount, tax: amount }), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(lines, amount, (basket, tip) => {
      const totals = basketTotals(basket, tip)
      expect(totals.total).toBe(totals.subtotal + totals.tax + totals.tip)
      expect(BigInt(totals.subtotal)).toBe(
        basket.reduce((sum, line) => sum + BigInt(line.quantity * line.unitAmount), 0n),
      )
      expect(totals.tip).toBe(tip)
    }),
    { seed },
  )
  expect(basketTotals([])).toEqual({ subtotal: 0, tax: 0, tip: 0, total: 0 })
})
