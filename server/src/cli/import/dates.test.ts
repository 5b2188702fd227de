import { expect, test } from 'vitest'
import { dateReader, minuteOfDay } from './dates.ts'

const newYork = { timeZone: 'America/New_York', minuteOfDay: 12 * 60 }
const reads = (pattern: string | undefined, text: string) => {
  const ms = dateReader({ pattern, ...newYork })(text)
  return ms === undefined ? undefined : new Date(ms).toISOString()
}

test('a date without a time is noon on the store’s clock', () => {
  expect(reads('yyyyMMdd', '19970101')).toBe('1997-01-01T17:00:00.000Z')
  expect(reads(undefined, '1997-07-01')).toBe('1997-07-01T16:00:00.000Z')
})

test('a time is read from the store’s clock, unless it says its own', () => {
  expect(reads('dd.MM.yyyy HH:mm', '24.12.2025 18:30')).toBe('2025-12-24T23:30:00.000Z')
  expect(reads(undefined, '2025-12-24 18:30')).toBe('2025-12-24T23:30:00.000Z')
  expect(reads(undefined, '2025-12-24T18:30:05.250Z')).toBe('2025-12-24T18:30:05.000Z')
  expect(reads(undefined, '2025-12-24T18:30:00-05:30')).toBe('2025-12-25T00:00:00.000Z')
})

test('what no calendar has is no date', () => {
  for (const text of ['19970229', '19971301', '19970100', '1997-01-01', '199701', '']) {
    expect(reads('yyyyMMdd', text)).toBeUndefined()
  }
  expect(reads(undefined, '2025-12-24T24:00')).toBeUndefined()
})

test('a pattern needs year, month and day', () => {
  expect(() => dateReader({ pattern: 'MM/dd', ...newYork })).toThrow('lacks one of them')
})

test('a time of day is a time', () => {
  expect(minuteOfDay('14:30')).toBe(870)
  expect(minuteOfDay('24:00')).toBeUndefined()
})
