import { describe, expect, it } from 'vitest'
import { dayIn, isVoidable, restsByTender } from './payment-rules.ts'

const at = '2026-11-22T03:30:00Z' // half past ten in the evening of the 21st in New York
const payment = { status: 'captured', refunded: 0, at, timeZone: 'America/New_York' } as const
const ms = (iso: string) => Date.parse(iso)

describe('voiding', () => {
  it('is for payments of the store’s own day', () => {
    expect(dayIn(ms(at), 'America/New_York')).toBe('2026-11-21')
    expect(isVoidable(payment, ms('2026-11-22T04:59:00Z'))).toBe(true)
    expect(isVoidable(payment, ms('2026-11-22T05:00:00Z'))).toBe(false)
  })

  it('is not for what was given back in part, nor for what is over', () => {
    const now = ms('2026-11-22T04:00:00Z')
    expect(isVoidable({ ...payment, refunded: 1, status: 'partiallyRefunded' }, now)).toBe(false)
    expect(isVoidable({ ...payment, status: 'voided' }, now)).toBe(false)
  })

  it('releases a hold on any day', () => {
    expect(isVoidable({ ...payment, status: 'authorized' }, ms('2026-11-25T00:00:00Z'))).toBe(true)
  })
})

describe('what tenders can get back', () => {
  const tender = { lastDigits: null, tip: false }

  it('is what they gave less what they got', () => {
    const tenders = [
      { ...tender, type: 'giftCard' as const, amount: 500, refunded: 500 },
      { ...tender, type: 'cash' as const, amount: 300, refunded: 100 },
    ]
    expect(restsByTender({ tenders })).toEqual([{ type: 'cash', lastDigits: null, amount: 200 }])
  })

  it('counts a tip with the balance that gave it', () => {
    const tenders = [
      { ...tender, type: 'storedValue' as const, amount: 1_000, refunded: 0 },
      { ...tender, type: 'storedValue' as const, amount: 150, refunded: 0, tip: true },
    ]
    expect(restsByTender({ tenders })).toEqual([{ type: 'storedValue', lastDigits: null, amount: 1_150 }])
  })
})
