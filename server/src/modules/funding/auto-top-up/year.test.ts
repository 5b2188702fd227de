import { expect, test } from 'vitest'
import { simulate } from '../../../../test/top-up-year/simulate.ts'
import type { Fault, Settings } from '../../../../test/top-up-year/world.ts'
import type { Limits } from './state.ts'

const minute = 60_000
const limits: Limits = {
  timeZone: 'America/New_York',
  noticeMs: 10 * minute,
  coolDownMs: 15 * minute,
  chargesPerDay: 3,
  amountPerDay: 5_000n,
  backOffMs: [60 * minute, 24 * 60 * minute],
  askAgainMs: minute,
}
const year: Settings = {
  seed: 20_261_122,
  customers: 10_000,
  startMs: Date.parse('2026-01-01T00:00:00Z'),
  days: 365,
  limits,
}

test('a year of 10,000 customers with a bank that misbehaves and workers that crash keeps every promise [3.3]', () => {
  const tally = simulate(year)
  // Everything that can go wrong did, many times.
  expect(tally.succeeded).toBeGreaterThan(100_000)
  for (const name of ['declined', 'lostAnswers', 'crashes', 'lateAnswers', 'switchedOff', 'skipped'] as const) {
    expect(tally[name], name).toBeGreaterThan(1_000)
  }
  for (const name of ['authenticationRequired', 'givenBack'] as const) expect(tally[name], name).toBeGreaterThan(50)
}, 120_000)

test('the same seed is the same year', () => {
  const small = { ...year, customers: 50, days: 60 }
  expect(simulate(small)).toEqual(simulate(small))
  expect(simulate({ ...small, seed: 2 })).not.toEqual(simulate(small))
})

test.each<[string, Fault, RegExp]>([
  ['a charge asked for again under another key', { freshKeys: true }, /charged twice|not booked once/],
  ['a charge that is not told', { untold: true }, /not told once|charged before told/],
  ['an answer taken for another charge', { anyAnswer: true }, /ended by the answer to another/],
  ['a charge booked twice', { bookTwice: true }, /not booked once|balance/],
  ['no daily number', { limits: { chargesPerDay: 100 } }, /more charges than the day allows/],
  ['no daily sum', { limits: { amountPerDay: 1_000_000n } }, /more money than the day allows/],
  ['no cool-down', { limits: { coolDownMs: 0 } }, /within the cool-down/],
  ['no notice', { limits: { noticeMs: 0 } }, /charged before told/],
  ['switched off too soon', { limits: { backOffMs: [60 * minute] } }, /switched off without declines/],
  ['days of another time zone', { limits: { timeZone: 'Asia/Tokyo' } }, /the day allows/],
])('a planted fault is caught: %s', (_what, fault, what) => {
  expect(() => simulate({ ...year, customers: 2_000, fault })).toThrow(what)
})
