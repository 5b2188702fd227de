import { expect, test } from 'vitest'
import { instantOf, localOf } from './moment.ts'

test('a chosen local time and its instant are the same moment', () => {
  const instant = instantOf('2026-11-22T14:05')
  expect(instant).toMatch(/^2026-11-2[123]T\d\d:\d\d:00\.000Z$/)
  expect(localOf(instant ?? '')).toBe('2026-11-22T14:05')
})

test('an empty or broken field means now', () => {
  expect(instantOf('')).toBeUndefined()
  expect(instantOf('yesterday')).toBeUndefined()
})
