import { expect, test } from 'vitest'
import { manualClock } from '../kernel/clock.ts'
import { createShortCache } from './short-cache.ts'

test('a value is remembered until it expires, and not at that instant any more', () => {
  const clock = manualClock(0)
  const cache = createShortCache<number>(clock, 10)
  cache.set('a', 1, 100)
  clock.set(99)
  expect(cache.get('a')).toBe(1)
  clock.set(100)
  expect(cache.get('a')).toBeUndefined()
})

test('when it is full, the oldest goes; setting again makes young', () => {
  const cache = createShortCache<number>(manualClock(0), 2)
  for (const key of ['a', 'b', 'a', 'c']) cache.set(key, 1, 100)
  expect(['a', 'b', 'c'].map(key => cache.get(key))).toEqual([1, undefined, 1])
  cache.delete('a')
  expect(cache.get('a')).toBeUndefined()
})
