import type { Payment } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { isFresh, receiptSlots } from './receipt-rules.ts'

const payment = {
  id: 'pay_01h455vb4pex5vsknk084sn02q',
  amount: 1077,
  currency: 'USD',
  tax: 77,
  tip: 100,
  refunded: 0,
  at: '2026-11-22T12:00:00.000Z',
  storeName: 'Pier 4',
  timeZone: 'America/New_York',
  items: [
    { name: 'Flat white', quantity: 2, unitAmount: 400, tax: 70 },
    { name: 'Bag\r\nBcc: all@evil.example', quantity: 1, unitAmount: 100, tax: 7 },
  ],
} as unknown as Payment
const usd = (amount: string) => ({ amount, currency: 'USD' })

test('a receipt has its items, tax, tip and total, exactly', () => {
  expect(receiptSlots(payment)).toEqual({
    storeName: 'Pier 4',
    time: { at: '2026-11-22T12:00:00.000Z', timeZone: 'America/New_York' },
    items: [
      { name: 'Flat white', quantity: 2, value: usd('800') },
      { name: 'Bag Bcc: all@evil.example', quantity: 1, value: usd('100') },
    ],
    tax: usd('77'),
    tip: usd('100'),
    total: usd('1077'),
    refunded: null,
    reference: 'pay_01h455vb4pex5vsknk084sn02q',
  })
})

test('no line for a tip that was not given; one for what went back', () => {
  expect(receiptSlots({ ...payment, tip: 0, refunded: 500 })).toMatchObject({ tip: null, refunded: usd('500') })
})

test('a payment of yesterday is the past', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  expect(isFresh(new Date(now - 86_399_999), now)).toBe(true)
  expect(isFresh(new Date(now - 86_400_000), now)).toBe(false)
})
