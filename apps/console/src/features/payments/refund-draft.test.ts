import type { Payment } from '@ringfence/contract'
import { expect, test } from 'vitest'
import {
  emptyDraft,
  refundAmount,
  refundableOf,
  refundBody,
  refundTrouble,
  returnedQuantities,
} from './refund-draft.ts'

const payment = {
  amount: 1_500,
  refunded: 200,
  refunds: [],
  items: [
    { name: 'Flat white', quantity: 2, unitAmount: 450, tax: 77 },
    { name: 'Croissant', quantity: 1, unitAmount: 380, tax: 30 },
  ],
}
const draft = { ...emptyDraft(payment), reason: 'Wrong drink' }

test('a whole refund gives back what is left, not what was paid', () => {
  expect(refundAmount(draft, payment)).toBe(1_300)
  expect(refundBody(draft)).toEqual({ reason: 'Wrong drink' })
})

test('only what was captured can be given back', () => {
  const rest = (status: Payment['status']) => refundableOf({ ...payment, status })
  expect(rest('captured')).toBe(1_300)
  expect(rest('partiallyRefunded')).toBe(1_300)
  for (const status of ['authorized', 'voided', 'expired'] as const) expect(rest(status)).toBe(0)
})

test('a line is given back with its share of its tax, the whole line with all of it', () => {
  const lines = { ...draft, how: 'lines' as const, quantities: [1, 1] }
  expect(refundAmount(lines, payment)).toBe(450 + 38 + 380 + 30)
  expect(refundAmount({ ...lines, quantities: [2, 0] }, payment)).toBe(900 + 77)
})

test('only chosen lines are sent', () => {
  const lines = { ...draft, how: 'lines' as const, quantities: [0, 1] }
  expect(refundBody(lines)).toEqual({ lines: [{ index: 1, quantity: 1 }], reason: 'Wrong drink' })
})

test('nothing, too much and a missing reason are caught before sending', () => {
  const amount = { ...draft, how: 'amount' as const }
  expect(refundTrouble(amount, payment)).toBe('nothing')
  expect(refundTrouble({ ...amount, amountMinor: 1_301 }, payment)).toBe('tooMuch')
  expect(refundTrouble({ ...amount, amountMinor: 1_300, reason: '  ' }, payment)).toBe('noReason')
  expect(refundTrouble({ ...amount, amountMinor: 1_300 }, payment)).toBeUndefined()
})

test('pieces that went back before are known, and the last piece of a line takes the rest of its tax', () => {
  const refund = { id: 'ref_1', paymentId: 'pay_1', amount: 488, currency: 'USD', at: '', reason: 'Cold', tenders: [] }
  const partly = { ...payment, refunded: 488, refunds: [{ ...refund, lines: [{ index: 0, quantity: 1 }] }, refund] }
  expect(returnedQuantities(partly)).toEqual([1, 0])
  expect(refundAmount({ ...draft, how: 'lines', quantities: [1, 0] }, partly)).toBe(450 + 39)
})
