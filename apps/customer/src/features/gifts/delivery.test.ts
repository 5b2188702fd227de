import { describe, expect, it } from 'vitest'
import { dayAfter, instantOf } from './delivery.ts'

describe('the day a gift goes out', () => {
  const noon = new Date(2026, 1, 27, 12).getTime()

  it('counts days of the calendar, over the end of a month', () => {
    expect(dayAfter(noon, 0)).toBe('2026-02-27')
    expect(dayAfter(noon, 2)).toBe('2026-03-01')
    expect(dayAfter(noon, 366)).toBe('2027-02-28')
  })

  it('is an instant of the device’s own time', () => {
    expect(instantOf({ day: '2026-02-27', time: '12:00' })).toBe(new Date(noon).toISOString())
  })

  it.each([
    ['', '09:00'],
    ['2026-02-27', ''],
    ['2026-13-40', '09:00'],
  ])('%s %s is none', (day, time) => {
    expect(instantOf({ day, time })).toBeUndefined()
  })
})
