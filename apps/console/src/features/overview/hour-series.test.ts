import { expect, test } from 'vitest'
import { hourIn, hourSeries } from './hour-series.ts'

const hour = (at: number, count: number, lastWeekCount: number) => ({
  hour: at,
  amount: count * 500,
  count,
  lastWeekAmount: lastWeekCount * 500,
  lastWeekCount,
})

test('the chart spans the opening hours of both days, and quiet hours between count as zero', () => {
  const series = hourSeries([hour(6, 0, 4), hour(8, 3, 5), hour(9, 2, 0)], 23)
  expect(series).toEqual({ hours: [6, 7, 8, 9], today: [0, 0, 3, 2], lastWeek: [4, 0, 5, 0] })
})

test('the line of today ends with the hour that runs; the hours to come are not shown as zero', () => {
  const series = hourSeries([hour(8, 3, 5), hour(9, 1, 5), hour(10, 0, 5)], 9)
  expect(series.today).toEqual([3, 1, null])
})

test('a day without any purchase has an empty chart', () => {
  expect(hourSeries([hour(8, 0, 0)], 12).hours).toEqual([])
})

test('the running hour is that of the brand, not of the reader', () => {
  expect(hourIn('2026-11-22T14:05:00Z', 'America/New_York')).toBe(9)
  expect(hourIn('2026-11-22T00:05:00Z', 'UTC')).toBe(0)
})
