import { beforeEach, describe, expect, test } from 'vitest'
import { configureFormats, formatDate, formatDay, formatTime, formatWhen } from './format.ts'

beforeEach(() => configureFormats({ locale: 'en-GB', timeZone: 'UTC', hourCycle: 'h23' }))

describe('times', () => {
  const noon = new Date('2026-11-22T12:00:00Z')

  test('are shown in the zone asked for', () => {
    expect(formatTime('2026-11-22T08:12:00Z')).toBe('08:12')
    expect(formatTime('2026-11-22T08:12:00Z', 'America/New_York')).toBe('03:12')
    expect(formatDate('2026-11-22T23:30:00Z', 'Asia/Tokyo')).toBe('23 Nov 2026')
  })

  test('name the days near today', () => {
    expect(formatDay('2026-11-22T00:01:00Z', undefined, noon)).toBe('today')
    expect(formatDay('2026-11-21T23:59:00Z', undefined, noon)).toBe('yesterday')
    expect(formatDay('2026-11-23T00:00:00Z', undefined, noon)).toBe('tomorrow')
    expect(formatDay('2026-11-20T12:00:00Z', undefined, noon)).toBe('20 Nov')
    expect(formatDay('2025-11-22T12:00:00Z', undefined, noon)).toBe('22 Nov 2025')
  })

  test('change the day at midnight of the zone, not of UTC', () => {
    expect(formatDay('2026-11-22T03:00:00Z', 'America/New_York', noon)).toBe('yesterday')
  })

  test('count days and not hours when clocks change', () => {
    const sundayNight = new Date('2026-11-02T04:30:00Z')
    expect(formatDay('2026-10-31T04:30:00Z', 'America/New_York', sundayNight)).toBe('yesterday')
  })

  test('tell the time of today only', () => {
    expect(formatWhen('2026-11-22T08:12:00Z', undefined, noon)).toBe('today 08:12')
    expect(formatWhen('2026-11-21T08:12:00Z', undefined, noon)).toBe('yesterday')
  })

  test('speak the language set', () => {
    configureFormats({ locale: 'de-DE' })
    expect(formatWhen('2026-11-22T08:12:00Z', undefined, noon)).toBe('heute 08:12')
  })
})
