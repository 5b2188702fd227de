import type { PaymentSummary } from '@ringfence/contract'
import { configureFormats } from '@ringfence/ui'
import { beforeAll, describe, expect, it } from 'vitest'
import { byDay, findPayments, mergePayments } from './find.ts'

function payment(id: string, amount: number, at: string, customerName: string | null, title = 'Flat white') {
  const place = { storeId: 'sto_1', storeName: 'Pier 4', terminalName: 'Till 2' }
  return { id, status: 'captured', amount, currency: 'USD', refunded: 0, at, ...place, customerName, title } as const
}

const maya = payment('pay_01aa', 1063, '2026-11-22T14:12:00Z', 'Maya', 'Flat white, 2 × Rye cookie')
const jon = payment('pay_01bb', 1250, '2026-11-22T13:40:00Z', 'Jon')
const guest = payment('pay_01cc', 310, '2026-11-22T02:30:00Z', null)
const all: PaymentSummary[] = [maya, jon, guest]

beforeAll(() => configureFormats({ locale: 'en-US' }))

describe('finding a payment', () => {
  it('shows all when nothing is asked for', () => {
    expect(findPayments(all, '  ')).toEqual(all)
  })

  it('finds by amount, with and without a point, also half typed', () => {
    expect(findPayments(all, '10.63')).toEqual([maya])
    expect(findPayments(all, '$10,63')).toEqual([maya])
    expect(findPayments(all, '12')).toEqual([jon])
  })

  it('finds by name, by what was bought and by a part of the id', () => {
    expect(findPayments(all, 'may')).toEqual([maya])
    expect(findPayments(all, 'COOKIE')).toEqual([maya])
    expect(findPayments(all, '01bb')).toEqual([jon])
    expect(findPayments(all, 'nobody')).toEqual([])
  })

  it('puts payments under the days of the store, not of the server', () => {
    const days = byDay(all, 'America/New_York', new Date('2026-11-22T15:00:00Z'))
    expect(days.map(day => [day.name, day.payments.length])).toEqual([
      ['Today', 2],
      ['Yesterday', 1],
    ])
  })

  it('merges a newer page without doubling, and takes over changes', () => {
    const refunded = { ...maya, status: 'refunded', refunded: 1063 } as const
    const newest = payment('pay_01dd', 420, '2026-11-22T14:20:00Z', 'Ida')
    expect(mergePayments(all, [newest, refunded])).toEqual([newest, refunded, jon, guest])
  })
})
