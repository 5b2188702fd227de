import fc from 'fast-check'
import { TypeID } from 'typeid-js'
import { expect, test } from 'vitest'
import { assert, unreachable } from './assert.ts'
import { manualClock, systemClock } from './clock.ts'
import { fromTypeId, namedId, newId, randomText, toTypeId } from './ids.ts'
import { amountMax, fromJson, toJson } from './money.ts'
import { ok } from './result.ts'

const seed = 20261122

test('an id goes out and comes back, and one of another kind is none', () => {
  fc.assert(
    fc.property(fc.uuid({ version: 7 }), id => {
      expect(fromTypeId('pay', toTypeId('pay', id))).toBe(id)
      expect(fromTypeId('ref', toTypeId('pay', id))).toBeUndefined()
    }),
    { seed },
  )
  for (const text of ['', 'pay_', 'pay_x', `pay_${'z'.repeat(26)}`]) expect(fromTypeId('pay', text)).toBeUndefined()
})

test('ids are written and read as the library of the TypeID specification does it', () => {
  const theirs = (text: string) => {
    try {
      return TypeID.fromString(text, 'pay').toUUID()
    } catch {
      return undefined
    }
  }
  const letters = '0123456789abcdefghijklmnopqrstuvwxyzAZ_-'
  const like = fc.string({ unit: fc.constantFrom(...letters), minLength: 25, maxLength: 27 }).map(text => `pay_${text}`)
  fc.assert(
    fc.property(fc.uuid(), like, (id, text) => {
      expect(toTypeId('pay', id)).toBe(TypeID.fromUUID('pay', id).toString())
      expect(fromTypeId('pay', text)).toBe(theirs(text))
      const ours = toTypeId('pay', id)
      for (const bent of [ours.toUpperCase(), ours.slice(0, -1), `${ours}0`, ours.replace('_', '')])
        expect(fromTypeId('pay', bent)).toBe(theirs(bent))
    }),
    { seed, numRuns: 1_000 },
  )
  const ends = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']
  for (const id of ends) expect(fromTypeId('pay', TypeID.fromUUID('pay', id).toString())).toBe(id)
})

test('any text is an id or none, never an error', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      expect(fromTypeId('pay', text)).toBeUndefined()
    }),
    { seed },
  )
})

test('new ids are in the order of their times, and never the same', () => {
  const times = [0, 1, 1_700_000_000_000, 1_700_000_000_001]
  const ids = times.map(time => newId(time))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(Array.from({ length: 10_000 }, () => newId(5))).size).toBe(10_000)
})

test('an id without a time follows those made before, even within a millisecond', () => {
  const ids = Array.from({ length: 1_000 }, () => newId())
  expect([...ids].sort()).toEqual(ids)
})

test('an id holds the time that it was given, whatever the time is now', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), atMs => {
      const id = newId(atMs)
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(atMs)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }),
    { seed },
  )
})

test('a named id is the same for the same words, and another for others, however they are cut', () => {
  expect(namedId('a', 'b')).toBe(namedId('a', 'b'))
  expect(new Set([namedId('a', 'b'), namedId('ab'), namedId('a', 'b', ''), namedId('b', 'a')]).size).toBe(4)
  expect(namedId('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('random text is Crockford base 32, without I, L, O and U', () => {
  expect(randomText(1_000)).toMatch(/^[0-9A-HJKMNP-TV-Z]{1000}$/)
})

test('amounts cross JSON exactly or not at all', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), amount => {
      expect(toJson(fromJson(amount))).toBe(amount)
    }),
    { seed },
  )
  expect(toJson(amountMax)).toBe(1_000_000_000_000)
  for (const amount of [0.1, Number.NaN, 2 ** 53]) expect(() => fromJson(amount)).toThrow('safe integer')
  for (const amount of [2n ** 53n, -(2n ** 60n)]) expect(() => toJson(amount)).toThrow('within')
})

test('bugs stop the request', () => {
  expect(() => assert(1 + 1 === 2, 'fine')).not.toThrow()
  expect(() => assert(undefined, 'this must hold')).toThrow('this must hold')
  expect(() => unreachable('x' as never)).toThrow('unexpected value x')
  expect(() => assert(false, '')).toThrow(expect.objectContaining({ name: 'AssertionError' }))
})

test('an outcome that went well holds its value', () => {
  expect(ok(undefined)).toEqual({ ok: true, value: undefined })
  expect(ok([7n])).toEqual({ ok: true, value: [7n] })
})

test('a manual clock stands where it is set; the system clock goes on', () => {
  const clock = manualClock(5)
  clock.advance(10)
  expect(clock.now()).toBe(15)
  clock.set(3)
  expect(clock.now()).toBe(3)
  expect(systemClock.now()).toBeGreaterThan(1_700_000_000_000)
})
