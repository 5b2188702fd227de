import { expect, it } from 'vitest'
import { shareOf } from './tip.ts'

it.each([
  [1_000, 10, 100],
  [735, 15, 110],
  [333, 20, 67],
  [1, 10, 0],
  [5, 10, 1],
])('of %i minor units %i percent are %i', (amount, percent, share) => {
  expect(shareOf(amount, percent)).toBe(share)
})
