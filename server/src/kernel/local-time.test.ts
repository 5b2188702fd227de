import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTimeZone, localOf, utcOf } from './local-time.ts'

const zone = 'America/New_York'
const hour = 3_600_000
const wall = (text: string) => Date.parse(`${text}Z`)
const iso = (ms: number) => new Date(ms).toISOString()

test('a wall clock in New York is five hours behind in winter and four in summer', () => {
  expect(iso(utcOf(wall('2026-01-15T12:00:00'), zone))).toBe('2026-01-15T17:00:00.000Z')
  expect(iso(utcOf(wall('2026-07-15T12:00:00'), zone))).toBe('2026-07-15T16:00:00.000Z')
})

test('a clock is right to the second, over midnight and new year', () => {
  expect(iso(localOf(Date.parse('2027-01-01T04:59:59.999Z'), zone))).toBe('2026-12-31T23:59:59.999Z')
  expect(iso(localOf(Date.parse('2026-12-31T18:15:01Z'), 'Asia/Kathmandu'))).toBe('2027-01-01T00:00:01.000Z')
})

test.each([
  ['2026-03-08T02:00:00', zone, '2026-03-08T07:00:00.000Z'],
  ['2026-03-08T02:30:00', zone, '2026-03-08T07:30:00.000Z'],
  ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
])('an hour that a clock never shows is read as the hour after: %s in %s', (local, timeZone, utc) => {
  expect(iso(utcOf(wall(local), timeZone))).toBe(utc)
})

test.each([
  ['2026-11-01T01:30:00', zone, '2026-11-01T05:30:00.000Z'],
  ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2020-10-30T00:00:00', 'Asia/Amman', '2020-10-29T21:00:00.000Z'],
])(
  'an hour that a clock shows twice is read as the first, so that a day has one beginning: %s in %s',
  (local, timeZone, utc) => {
    expect(iso(utcOf(wall(local), timeZone))).toBe(utc)
  },
)

const zones = fc.constantFrom(zone, 'America/Chicago', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC')

test('the way to local time and back ends where it began, or where the clock showed the same before', () => {
  const from = Date.UTC(1990, 0, 1)
  fc.assert(
    fc.property(fc.integer({ min: from, max: Date.UTC(2040, 0, 1) }), zones, (utcMs, timeZone) => {
      const local = localOf(utcMs, timeZone)
      const back = utcOf(local, timeZone)
      expect(localOf(back, timeZone)).toBe(local)
      expect(back).toBeLessThanOrEqual(utcMs)
    }),
  )
})

test('on the days when clocks change, every instant comes back, or the one an hour before with the same time', () => {
  const changes = fc.constantFrom(
    [zone, '2026-03-08T07:00:00Z'],
    [zone, '2026-11-01T06:00:00Z'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-10-25T01:00:00Z'],
    ['Pacific/Auckland', '2026-04-04T14:00:00Z'],
    ['Pacific/Auckland', '2026-09-26T14:00:00Z'],
  ) as fc.Arbitrary<[string, string]>
  fc.assert(
    fc.property(changes, fc.integer({ min: -26 * hour, max: 26 * hour }), ([timeZone, change], apart) => {
      const at = Date.parse(change) + apart
      const isSecondShowing = localOf(at - hour, timeZone) === localOf(at, timeZone)
      expect(utcOf(localOf(at, timeZone), timeZone)).toBe(isSecondShowing ? at - hour : at)
    }),
    { numRuns: 1_000 },
  )
})

test('a time zone is known by its name', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true)
  expect(isTimeZone('Harbor/Rye')).toBe(false)
})
