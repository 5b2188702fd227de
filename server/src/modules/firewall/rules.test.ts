import { expect, test } from 'vitest'
import { createDecider, locksOut, type RangeRule, readRange, refuses } from './rules.ts'

const rule = (effect: RangeRule['effect'], range: string, expiresAtMs?: number): RangeRule => ({
  effect,
  range,
  expiresAtMs,
})

test.each([
  ['203.0.113.7', '203.0.113.7/32'],
  ['203.0.113.7/24', '203.0.113.0/24'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8::1/32', '2001:db8::/32'],
  ['::1', '::1/128'],
  ['::ffff:203.0.113.7', '203.0.113.7/32'],
  ['::ffff:203.0.113.7/120', '203.0.113.0/24'],
  ['203.0.113.7/32', '203.0.113.7/32'],
  ['::1/128', '::1/128'],
  ['::ffff:203.0.113.7/96', '0.0.0.0/0'],
  ['::ffff:203.0.113.7/95', '::fffe:0:0/95'],
])('%s is the range %s', (text, range) => {
  expect(readRange(text)).toBe(range)
})

test.each([
  '',
  '203.0.113',
  '0x7f.1',
  '010.0.0.1',
  '203.0.113.7/33',
  '::1/129',
  '203.0.113.7/',
  '203.0.113.7/024',
  'a',
  ':::',
])('%s is no range', text => {
  expect(readRange(text)).toBeUndefined()
})

test('a range is refused, all but what is let in, until it expires [S7]', () => {
  const rules = [rule('deny', '203.0.113.0/24', 1_000), rule('allow', '203.0.113.7/32'), rule('deny', '2001:db8::/32')]
  expect(refuses(rules, '203.0.113.8', 0)).toBe(true)
  expect(refuses(rules, '::ffff:203.0.113.8', 0)).toBe(true)
  expect(refuses(rules, '203.0.113.7', 0)).toBe(false)
  expect(refuses(rules, '203.0.113.8', 1_000)).toBe(false)
  expect(refuses(rules, '2001:db8::99', 0)).toBe(true)
  expect(refuses(rules, '198.51.100.1', 0)).toBe(false)
  expect(refuses(rules, '', 0)).toBe(false)
})

test('what is remembered is forgotten when a rule expires', () => {
  const decide = createDecider([
    rule('allow', '203.0.113.8/32', 500),
    rule('deny', '203.0.113.0/24', 1_000),
    rule('deny', '198.51.100.0/24'),
  ])
  const at = (nowMs: number) => ['203.0.113.8', '203.0.113.9', '198.51.100.1', ''].map(who => decide(who, nowMs))
  expect([0, 499, 500, 999, 1_000, 9_999].map(at)).toEqual([
    [false, true, true, false],
    [false, true, true, false],
    [true, true, true, false],
    [true, true, true, false],
    [false, false, true, false],
    [false, false, true, false],
  ])
})

test('an address is judged once until the next rule expires, and then once again', () => {
  let judged = 0
  const watched: RangeRule = {
    effect: 'deny',
    expiresAtMs: undefined,
    get range() {
      judged++
      return '203.0.113.0/24'
    },
  }
  const decide = createDecider([watched, rule('deny', '198.51.100.0/24', 1_000)])
  const judgedAt = (nowMs: number) => {
    decide('203.0.113.8', nowMs)
    return judged
  }
  expect([0, 0, 1, 999, 1_000, 1_000, 1_001, 9_999].map(judgedAt)).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
})

test('without rules nobody is refused', () => {
  expect(createDecider([])('203.0.113.8', 0)).toBe(false)
})

test('a change locks out by a denial, by taking an exception away, or by an exception that ends first [S7]', () => {
  const me = '203.0.113.7'
  const all = rule('deny', '0.0.0.0/0')
  const mine = rule('allow', '203.0.113.0/24')
  expect(locksOut(me, { before: [], after: [rule('deny', '203.0.113.0/24')] }, 0)).toBe(true)
  expect(locksOut(me, { before: [], after: [rule('deny', '198.51.100.0/24')] }, 0)).toBe(false)
  expect(locksOut(me, { before: [mine], after: [mine, all] }, 0)).toBe(false)
  expect(locksOut(me, { before: [mine, all], after: [all] }, 0)).toBe(true)
  const brief = rule('allow', '203.0.113.0/24', 5_000)
  expect(locksOut(me, { before: [brief], after: [brief, all] }, 0)).toBe(true)
  expect(locksOut(me, { before: [brief], after: [brief, rule('deny', '0.0.0.0/0', 5_000)] }, 0)).toBe(false)
})

test('who is refused later anyway may still change other rules', () => {
  const rules = [rule('deny', '203.0.113.0/24'), rule('allow', '203.0.113.7/32', 5_000)]
  const after = [...rules, rule('deny', '198.51.100.0/24')]
  expect(locksOut('203.0.113.7', { before: rules, after }, 0)).toBe(false)
})

test('what had expired before a change locks nobody out', () => {
  const after = [rule('deny', '203.0.113.0/24', 500), rule('deny', '198.51.100.0/24', 400)]
  expect(locksOut('203.0.113.7', { before: [], after }, 1_000)).toBe(false)
  expect(locksOut('203.0.113.7', { before: [], after }, 0)).toBe(true)
})
