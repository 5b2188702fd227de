import { expect, test } from 'vitest'
import { changeOf, localTime, soFar } from './rules.ts'

test('a change is a ratio, and nothing to compare with is no change', () => {
  expect([changeOf(150n, 100n), changeOf(50n, 100n), changeOf(0n, 3n), changeOf(4n, 3n)]).toEqual([
    0.5, -0.5, -1, 0.3333,
  ])
  expect([changeOf(5n, 0n), changeOf(5n, -5n)]).toEqual([null, null])
})

test('an hour that is going on is compared with the part of it that has passed', () => {
  const hours = [
    { today: true, hour: 9, amount: 100n, count: 1n },
    { today: false, hour: 9, amount: 120n, count: 1n },
  ]
  expect(soFar(hours, { hour: 9, minute: 0 }).change).toBeNull()
  expect(soFar(hours, { hour: 9, minute: 15 }).change).toBe(2.3333)
  expect(soFar(hours, { hour: 10, minute: 0 }).change).toBe(-0.1666)
})

test('local time follows the time zone, over midnight and into summer time', () => {
  const at = (text: string, timeZone: string) => localTime(Date.parse(text), timeZone)
  expect(at('2026-11-22T04:59:00Z', 'America/New_York')).toEqual({ date: '2026-11-21', hour: 23, minute: 59 })
  expect(at('2026-11-22T05:00:00Z', 'America/New_York')).toEqual({ date: '2026-11-22', hour: 0, minute: 0 })
  expect(at('2026-03-29T01:00:00Z', 'Europe/Berlin')).toEqual({ date: '2026-03-29', hour: 3, minute: 0 })
  expect(at('2026-12-31T18:45:00Z', 'Asia/Kolkata')).toEqual({ date: '2027-01-01', hour: 0, minute: 15 })
})
