import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTimeZone, localOf, utcOf } from './local-time.ts'

const zone = 'America/New_York'
const wall = (text: string) => Date.parse(`${text}Z`)
const iso = (ms: number) => new Date(ms).toISOString()

test('a wall clock in New York is five hours behind in winter and four in summer', () => {
  expect(iso(utcOf(wall('2026-01-15T12:00:00'), zone))).toBe('2026-01-15T17:00:00.000Z')
  expect(iso(utcOf(wall('2026-07-15T12:00:00'), zone))).toBe('2026-07-15T16:00:00.000Z')
})

test('an hour that a clock never shows is read as the hour after', () => {
  expect(iso(utcOf(wall('2026-03-08T02:30:00'), zone))).toBe('2026-03-08T07:30:00.000Z')
})

test('the way to local time and back ends where it began, but for the hour that a clock shows twice', () => {
  const zones = fc.constantFrom(
    zone,
    'America/Chicago',
    'Europe/Berlin',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'UTC',
  )
  const from = Date.UTC(1990, 0, 1)
  fc.assert(
    fc.property(fc.integer({ min: from, max: Date.UTC(2040, 0, 1) }), zones, (utcMs, timeZone) => {
      const local = localOf(utcMs, timeZone)
      expect(localOf(utcOf(local, timeZone), timeZone)).toBe(local)
    }),
  )
})

test('a time zone is known by its name', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true)
  expect(isTimeZone('Harbor/Rye')).toBe(false)
})
