import { expect, test } from 'vitest'
import { feesOf, problemOf } from './rules.ts'

const booked = { amount: 500n, state: 'booked' } as const

test.each([
  ['a charge of the booked amount', { type: 'charge', gross: 500n }, booked, null],
  ['a refund of the booked amount', { type: 'refund', gross: -500n }, booked, null],
  ['a dispute of the booked amount', { type: 'dispute', gross: -500n }, booked, null],
  ['a dispute that was won', { type: 'disputeReversal', gross: 500n }, booked, null],
  ['a charge that went back whole', { type: 'charge', gross: 500n }, { ...booked, state: 'returned' }, null],
  ['a fee', { type: 'fee', gross: -20n }, undefined, null],
  ['a charge nobody knows', { type: 'charge', gross: 500n }, undefined, 'unknown'],
  ['something else', { type: 'other', gross: 500n }, booked, 'unknown'],
  ['another amount', { type: 'charge', gross: 499n }, booked, 'amountDiffers'],
  ['a charge that comes out', { type: 'charge', gross: -500n }, booked, 'amountDiffers'],
  ['a refund that comes in', { type: 'refund', gross: 500n }, booked, 'amountDiffers'],
  ['a dispute that comes in', { type: 'dispute', gross: 500n }, booked, 'amountDiffers'],
  ['a reversal that goes out', { type: 'disputeReversal', gross: -500n }, booked, 'amountDiffers'],
  ['a charge not booked yet', { type: 'charge', gross: 500n }, { ...booked, state: 'pending' }, 'notBooked'],
] as const)('%s', (_what, item, known, problem) => {
  expect(problemOf(item, known)).toBe(problem)
})

test('fees are what each line cost, and lines that are fees themselves', () => {
  const lines = [
    { type: 'charge', gross: 1_000n, fee: 59n },
    { type: 'refund', gross: -300n, fee: 0n },
    { type: 'fee', gross: -25n, fee: 0n },
    { type: 'dispute', gross: -500n, fee: 1_500n },
  ] as const
  expect(feesOf(lines)).toBe(1_584n)
  expect(feesOf([])).toBe(0n)
})
