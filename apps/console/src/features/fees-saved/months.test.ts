import { expect, test } from 'vitest'
import { barsOf, monthName } from './months.ts'

test('bars run from the oldest month to the newest, the tallest fills the height', () => {
  const bars = barsOf([
    { month: '2026-11', saved: 50 },
    { month: '2026-10', saved: 200 },
  ])
  expect(bars).toEqual([
    { month: '2026-10', saved: 200, share: 1 },
    { month: '2026-11', saved: 50, share: 0.25 },
  ])
})

test('months that cost more than they saved, or saved nothing, have no bar', () => {
  expect(barsOf([{ month: '2026-11', saved: -5 }])[0]!.share).toBe(0)
  expect(barsOf([{ month: '2026-11', saved: 0 }])[0]!.share).toBe(0)
})

test('a month is named the same in every zone', () => {
  expect(monthName('2026-11')).toBe('Nov 2026')
  expect(monthName('2026-01', 'without')).toBe('Jan')
})
