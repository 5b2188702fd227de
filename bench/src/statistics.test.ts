import { expect, test } from 'vitest'
import { percentile, spreadOf } from './statistics.ts'

test('the median of an even count is the mean of the middle two', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 })
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 })
})

test('a percentile is a measured value: the nearest rank', () => {
  const sorted = Array.from({ length: 200 }, (_, i) => i + 1)
  expect(percentile(sorted, 0.99)).toBe(198)
  expect(percentile([7], 0.99)).toBe(7)
})
