import { expect, test } from 'vitest'
import { renewAfterMs } from './session-life.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

test('a token is renewed half a minute before it ends', () => {
  expect(renewAfterMs('2026-11-22T12:05:00Z', now)).toBe(270_000)
  expect(renewAfterMs('2026-11-22T12:03:00Z', now)).toBe(150_000)
})

test('a device whose clock is an hour off neither asks all the time nor never', () => {
  expect(renewAfterMs('2026-11-22T11:05:00Z', now)).toBe(60_000)
  expect(renewAfterMs('2026-11-22T13:05:00Z', now)).toBe(270_000)
})
