import { expect, it } from 'vitest'
import { expiriesOf } from './expiries.ts'

it('adds up what ends on one day, the soonest first, what never ends last', () => {
  const card = (balance: number, expiresAt: string | null) => ({ balance, expiresAt })
  const parts = expiriesOf([
    card(500, null),
    card(1_000, '2031-03-01T05:00:00Z'),
    card(250, '2030-01-01T05:00:00Z'),
    card(700, '2031-03-01T09:00:00Z'),
    card(50, null),
  ])
  expect(parts).toEqual([
    { at: '2030-01-01T05:00:00Z', amount: 250 },
    { at: '2031-03-01T05:00:00Z', amount: 1_700 },
    { at: null, amount: 550 },
  ])
  expect(expiriesOf([])).toEqual([])
})
