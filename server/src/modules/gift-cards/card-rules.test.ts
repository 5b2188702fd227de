import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Asker, expiryOf, isLive, isPresented, limitsOf, proofNeeded } from './card-rules.ts'

const asker = (kind: Asker['kind']): Asker => ({ kind, id: 'x' })

test('live cards are active or frozen', () => {
  expect((['pending', 'active', 'frozen', 'replaced', 'closed'] as const).filter(isLive)).toEqual(['active', 'frozen'])
})

test('a code needs no PIN; a physical card needs one, but not at a till that sends none', () => {
  for (const kind of ['customer', 'terminal', 'staff', 'address'] as const)
    expect(proofNeeded('egift', asker(kind), undefined)).toBe('nothing')
  for (const kind of ['customer', 'staff', 'address'] as const) {
    expect(proofNeeded('physical', asker(kind), undefined)).toBe('pin')
    expect(proofNeeded('physical', asker(kind), '1234')).toBe('pin')
  }
  expect(proofNeeded('physical', asker('terminal'), undefined)).toBe('nothing')
  expect(proofNeeded('physical', asker('terminal'), '1234')).toBe('pin')
  expect(isPresented(asker('terminal'), undefined)).toBe(true)
  expect(isPresented(asker('terminal'), '1')).toBe(false)
  expect(isPresented(asker('staff'), undefined)).toBe(false)
})

test('an address is limited for itself, and with all others', () => {
  expect(limitsOf(asker('address'))).toEqual([
    { name: 'card address 10', asker: 'x', windowMs: 600_000, triesMax: 10 },
    { name: 'card address 1440', asker: 'x', windowMs: 86_400_000, triesMax: 50 },
    { name: 'card public', asker: 'all', windowMs: 600_000, triesMax: 300 },
  ])
})

test('a customer, a till and staff are limited for themselves', () => {
  expect(limitsOf(asker('customer'))).toEqual([
    { name: 'card customer 10', asker: 'x', windowMs: 600_000, triesMax: 60 },
    { name: 'card customer 1440', asker: 'x', windowMs: 86_400_000, triesMax: 200 },
  ])
  expect(limitsOf(asker('terminal'))).toEqual([
    { name: 'card terminal 10', asker: 'x', windowMs: 600_000, triesMax: 300 },
  ])
  expect(limitsOf(asker('staff'))).toEqual([{ name: 'card staff 10', asker: 'x', windowMs: 600_000, triesMax: 100 }])
})

test.each([
  ['2026-11-22T12:34:56.789Z', 60, '2031-11-22T12:34:56.789Z'],
  ['2026-01-31T00:00:00.000Z', 1, '2026-02-28T00:00:00.000Z'],
  ['2024-01-31T00:00:00.000Z', 1, '2024-02-29T00:00:00.000Z'],
  ['2024-02-29T23:59:59.999Z', 12, '2025-02-28T23:59:59.999Z'],
  ['2026-12-31T10:00:00.000Z', 2, '2027-02-28T10:00:00.000Z'],
  ['2026-03-30T10:00:00.000Z', 1, '2026-04-30T10:00:00.000Z'],
])('value of %s that is good for %i months expires on %s', (from, months, to) => {
  expect(new Date(expiryOf(Date.parse(from), months)!).toISOString()).toBe(to)
})

test('value without a rule never expires; with one, later by at least 28 days a month', () => {
  expect(expiryOf(0, null)).toBeUndefined()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), fc.integer({ min: 1, max: 600 }), (atMs, months) => {
      const days = (expiryOf(atMs, months)! - atMs) / 86_400_000
      expect(days).toBeGreaterThanOrEqual(28 * months)
      expect(days).toBeLessThanOrEqual(31 * months)
    }),
    { seed: 20261122 },
  )
})
