import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DateTrigger, dayMs, dayOf, nextDate, nextDayMs } from './dates.ts'

const newYork = 'America/New_York'
const at = (text: string) => Date.parse(text)
const iso = (ms: number) => new Date(ms).toISOString()
const next = (trigger: DateTrigger, after: string, zone = newYork) => iso(nextDate(trigger, at(after), zone))

test.each([
  ['the 31st in April is the 30th', { type: 'monthly', day: 31 }, '2026-04-02T00:00:00Z', '2026-04-30T12:00:00.000Z'],
  ['the 31st in May is the 31st', { type: 'monthly', day: 31 }, '2026-04-30T12:00:00Z', '2026-05-31T12:00:00.000Z'],
  ['the 29th in a short February', { type: 'monthly', day: 29 }, '2026-02-01T00:00:00Z', '2026-02-28T13:00:00.000Z'],
  ['the 30th in a long February', { type: 'monthly', day: 30 }, '2028-02-01T00:00:00Z', '2028-02-29T13:00:00.000Z'],
  ['the 29th in a long February', { type: 'monthly', day: 29 }, '2028-02-01T00:00:00Z', '2028-02-29T13:00:00.000Z'],
  ['the 1st after December', { type: 'monthly', day: 1 }, '2026-12-01T13:00:00Z', '2027-01-01T13:00:00.000Z'],
  ['Monday after a Sunday', { type: 'weekly', weekday: 1 }, '2026-11-22T12:00:00Z', '2026-11-23T13:00:00.000Z'],
  ['Sunday itself, before eight', { type: 'weekly', weekday: 7 }, '2026-11-22T12:59:59Z', '2026-11-22T13:00:00.000Z'],
  ['a week later at eight sharp', { type: 'weekly', weekday: 7 }, '2026-11-22T13:00:00Z', '2026-11-29T13:00:00.000Z'],
] as const)('a date rule falls on its day at eight in the morning: %s [3.3]', (_what, trigger, after, expected) => {
  expect(next(trigger, after)).toBe(expected)
})

test('eight in the morning stays eight when the clocks change [3.3]', () => {
  const monday: DateTrigger = { type: 'weekly', weekday: 1 }
  expect(next(monday, '2026-03-07T00:00:00Z')).toBe('2026-03-09T12:00:00.000Z') // clocks went forward on the 8th
  expect(next(monday, '2026-03-01T00:00:00Z')).toBe('2026-03-02T13:00:00.000Z')
  expect(next(monday, '2026-10-31T00:00:00Z')).toBe('2026-11-02T13:00:00.000Z') // and back on the 1st
})

test('the local day is not the day in UTC', () => {
  expect(next({ type: 'monthly', day: 1 }, '2026-11-01T02:00:00Z', 'Asia/Tokyo')).toBe('2026-11-30T23:00:00.000Z')
  expect(dayOf(at('2026-11-22T04:59:59Z'), newYork)).toBe(at('2026-11-21T00:00:00Z') / dayMs)
  expect(dayOf(at('2026-11-22T05:00:00Z'), newYork)).toBe(at('2026-11-22T00:00:00Z') / dayMs)
})

test('a day of 23 or 25 hours ends at midnight', () => {
  expect(iso(nextDayMs(at('2026-03-08T05:00:00Z'), newYork))).toBe('2026-03-09T04:00:00.000Z')
  expect(iso(nextDayMs(at('2026-11-01T04:00:00Z'), newYork))).toBe('2026-11-02T05:00:00.000Z')
})

test('a monthly rule is due once in each month, a weekly one every seven days [3.3]', () => {
  const start = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') })
  const zone = fc.constantFrom(newYork, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC')
  fc.assert(
    fc.property(start, zone, fc.integer({ min: 1, max: 31 }), (from, timeZone, day) => {
      let date = from
      const months: number[] = []
      for (let i = 0; i < 14; i++) {
        date = nextDate({ type: 'monthly', day }, date, timeZone)
        const local = new Date(dayOf(date, timeZone) * dayMs)
        months.push(local.getUTCFullYear() * 12 + local.getUTCMonth())
        expect(local.getUTCDate()).toBeLessThanOrEqual(day)
      }
      expect(months.map(month => month - months[0]!)).toEqual(months.map((_, i) => i))
    }),
    { numRuns: 30 },
  )
  fc.assert(
    fc.property(start, zone, fc.integer({ min: 1, max: 7 }), (from, timeZone, weekday) => {
      const first = nextDate({ type: 'weekly', weekday }, from, timeZone)
      const second = nextDate({ type: 'weekly', weekday }, first, timeZone)
      expect(first).toBeGreaterThan(from)
      expect(dayOf(second, timeZone) - dayOf(first, timeZone)).toBe(7)
      expect(new Date(dayOf(first, timeZone) * dayMs).getUTCDay()).toBe(weekday % 7)
    }),
    { numRuns: 30 },
  )
})
