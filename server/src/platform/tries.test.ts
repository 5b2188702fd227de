import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { countTry, forgetTries, type Limit } from './tries.ts'

const db = await testDatabase()
const nowMs = Date.parse('2026-11-22T12:00:00Z')
const count = (limits: Limit[], atMs = nowMs) => db.transaction(tx => countTry(tx, limits, atMs))
const limit = (name: string, triesMax: number, asker = 'a'): Limit => ({ name, asker, windowMs: 60_000, triesMax })

test('100 of 400 tries at once pass a limit of 100', async () => {
  const outcomes = await Promise.all(Array.from({ length: 400 }, () => count([limit('crowd', 100)])))
  expect(outcomes.filter(Boolean)).toHaveLength(100)
})

test('a window that has passed is no limit any more', async () => {
  expect(await count([limit('window', 1)])).toBe(true)
  expect(await count([limit('window', 1)], nowMs + 59_999)).toBe(false)
  expect(await count([limit('window', 1)], nowMs + 60_000)).toBe(true)
})

test('askers are counted apart, and all limits must hold', async () => {
  const shared = limit('shared', 3, 'all')
  expect(await count([limit('own', 2, 'x'), shared])).toBe(true)
  expect(await count([limit('own', 2, 'y'), shared])).toBe(true)
  expect(await count([limit('own', 2, 'x'), shared])).toBe(true)
  expect(await count([limit('own', 2, 'x'), shared])).toBe(false)
  expect(await count([limit('own', 2, 'y'), shared])).toBe(false)
  expect(await count([limit('own', 2, 'y')])).toBe(true)
})

test('old windows are forgotten, present ones are not', async () => {
  await count([limit('old', 1)], nowMs - 3 * 86_400_000)
  expect(await forgetTries(db, nowMs)).toBe(1)
  expect(await count([limit('window', 1)])).toBe(false)
})

test('who is refused by one limit has not used up another, also when many ask at once', async () => {
  const [narrow, wide] = [limit('narrow', 5), { ...limit('wide', 10), windowMs: 86_400_000 }]
  const first = await Promise.all(Array.from({ length: 40 }, () => count([narrow, wide])))
  expect(first.filter(Boolean)).toHaveLength(5)
  const next = await Promise.all(Array.from({ length: 40 }, () => count([narrow, wide], nowMs + 60_000)))
  expect(next.filter(Boolean)).toHaveLength(5)
  expect(await count([narrow, wide], nowMs + 120_000)).toBe(false)
})
