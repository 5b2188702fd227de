import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refusalOfPut, refusalOfRemoval, rulesMax } from './change-rules.ts'
import { type RangeRule, refuses } from './rules.ts'

const me = '203.0.113.7'
const now = 1_000
const deny = (range: string, expiresAtMs?: number): RangeRule => ({ effect: 'deny', range, expiresAtMs })
const allow = (range: string, expiresAtMs?: number): RangeRule => ({ effect: 'allow', range, expiresAtMs })

test('nobody denies their own address, unless an exception lets it in', () => {
  expect(refusalOfPut([], deny('203.0.113.0/24'), me, now)).toBe('would_lock_out')
  expect(refusalOfPut([], deny('198.51.100.0/24'), me, now)).toBeUndefined()
  expect(refusalOfPut([allow('203.0.113.7/32')], deny('203.0.113.0/24'), me, now)).toBeUndefined()
})

test('the exception that lets one in can not be taken away, any other can', () => {
  const rules = [deny('0.0.0.0/0'), allow('203.0.113.7/32'), allow('198.51.100.0/24')]
  expect(refusalOfRemoval(rules, allow('203.0.113.7/32'), me, now)).toBe('would_lock_out')
  expect(refusalOfRemoval(rules, allow('198.51.100.0/24'), me, now)).toBeUndefined()
  expect(refusalOfRemoval(rules, deny('0.0.0.0/0'), me, now)).toBeUndefined()
})

test('only the rule of this effect and range is taken away, even where another has the same range', () => {
  const both = [deny('203.0.113.0/24'), allow('203.0.113.0/24')]
  expect(refusalOfRemoval(both, allow('203.0.113.0/24'), me, now)).toBe('would_lock_out')
  expect(refusalOfRemoval(both, deny('203.0.113.0/24'), me, now)).toBeUndefined()
})

test('a new expiry takes the place of the old: who shortens the own exception locks oneself out', () => {
  const rules = [deny('0.0.0.0/0'), allow('203.0.113.7/32')]
  expect(refusalOfPut(rules, allow('203.0.113.7/32', now + 1), me, now)).toBe('would_lock_out')
  expect(refusalOfPut(rules, allow('203.0.113.7/32'), me, now)).toBeUndefined()
  expect(refusalOfPut(rules, deny('0.0.0.0/0', now + 1), me, now)).toBeUndefined()
})

test('there are no more rules than the limit, but those there are may be changed and removed', () => {
  const full = Array.from({ length: rulesMax }, (_, i) => deny(`198.51.${i >> 8}.${i & 255}/32`))
  expect(refusalOfPut(full, deny('192.0.2.1/32'), me, now)).toBe('rule_limit_reached')
  expect(refusalOfPut(full, allow(full[0]!.range), me, now)).toBe('rule_limit_reached')
  expect(refusalOfPut(full.slice(1), deny('192.0.2.1/32'), me, now)).toBeUndefined()
  expect(refusalOfPut(full, { ...full[0]!, expiresAtMs: now + 1 }, me, now)).toBeUndefined()
  expect(refusalOfRemoval(full, full[0]!, me, now)).toBeUndefined()
})

test('no allowed change refuses who makes it, now or later, if the rules before did not', () => {
  const bits = fc.constantFrom(0, 8, 24, 32)
  const expiry = fc.option(fc.integer({ min: now + 1, max: now + 4 }), { nil: undefined })
  const rule = fc.tuple(fc.constantFrom(allow, deny), bits, expiry).map(([effect, length, atMs]) => {
    const network = { 0: '0.0.0.0', 8: '203.0.0.0', 24: '203.0.113.0', 32: me }[length]!
    return effect(`${network}/${length}`, atMs)
  })
  const rules = fc.uniqueArray(rule, { selector: ({ effect, range }) => `${effect} ${range}`, maxLength: 6 })
  fc.assert(
    fc.property(rules, rule, (before, wanted) => {
      const others = before.filter(({ effect, range }) => effect !== wanted.effect || range !== wanted.range)
      const harms = (after: RangeRule[]) =>
        [0, 1, 2, 3, 4].some(ms => refuses(after, me, now + ms) && !refuses(before, me, now + ms))
      expect(refusalOfPut(before, wanted, me, now) === 'would_lock_out').toBe(harms([...others, wanted]))
      expect(refusalOfRemoval(before, wanted, me, now) === 'would_lock_out').toBe(harms(others))
    }),
  )
})
