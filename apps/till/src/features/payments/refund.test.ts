import type { Payment, Refund } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import { decideRefund } from '../../../../../server/src/modules/payments/rules.ts'
import {
  amountOfPieces,
  refundAmount,
  refundablePieces,
  refundTrouble,
  restOf,
  type Selection,
  toTakeRefund,
} from './refund.ts'

const items = [
  { name: 'Flat white', quantity: 1, unitAmount: 480, tax: 41 },
  { name: 'Rye cookie', quantity: 3, unitAmount: 315, tax: 80 },
]
const payment = { amount: 1_746, refunded: 0, items, refunds: [] }

const byLines = (...quantities: [number, number][]): Selection => ({
  way: 'lines',
  quantities: new Map(quantities),
  amount: 0,
})
const byAmount = (amount: number): Selection => ({ way: 'amount', quantities: new Map(), amount })
const rest: Selection = { way: 'rest', quantities: new Map(), amount: 0 }

/** The payment after these pieces were given back. */
function after(quantity: number): Pick<Payment, 'amount' | 'refunded' | 'items' | 'refunds'> {
  const amount = amountOfPieces(payment, 1, quantity)
  const refund: Refund = {
    id: 'ref_1',
    paymentId: 'pay_1',
    amount,
    currency: 'USD',
    at: '2026-11-22T08:12:00Z',
    reason: 'Wrong item',
    lines: [{ index: 1, quantity }],
    tenders: [{ type: 'storedValue', amount }],
  }
  return { ...payment, refunded: amount, refunds: [refund] }
}

describe('choosing a refund', () => {
  it('offers all that is left, tip included', () => {
    expect(refundAmount(payment, rest)).toBe(1_746)
    expect(restOf({ amount: 1_746, refunded: 800 })).toBe(946)
    expect(refundAmount({ ...payment, refunded: 800 }, rest)).toBe(946)
  })

  it('gives back pieces of a line with their share of the tax', () => {
    expect(refundAmount(payment, byLines([0, 1]))).toBe(521)
    expect(refundAmount(payment, byLines([1, 1]))).toBe(315 + 26)
    expect(refundAmount(payment, byLines([0, 1], [1, 3]))).toBe(521 + 945 + 80)
  })

  it('gives back the whole line when its pieces go one after the other', () => {
    const first = amountOfPieces(payment, 1, 1)
    const second = amountOfPieces(after(1), 1, 1)
    const third = amountOfPieces(after(2), 1, 1)
    expect(first + second + third).toBe(3 * 315 + 80)
  })

  it('offers no piece twice', () => {
    expect(refundablePieces(payment, 1)).toBe(3)
    expect(refundablePieces(after(2), 1)).toBe(1)
    expect(refundablePieces(payment, 7)).toBe(0)
  })

  it('refuses nothing and more than the rest', () => {
    expect(refundTrouble(payment, byLines([1, 0]))).toBe('nothing')
    expect(refundTrouble(payment, byAmount(1_747))).toBe('tooMuch')
    expect(refundTrouble(payment, byAmount(1_746))).toBeUndefined()
    expect(refundTrouble({ ...payment, refunded: 1_500 }, byLines([0, 1]))).toBe('tooMuch')
    expect(refundTrouble({ ...payment, refunded: 1_746 }, rest)).toBe('nothing')
  })

  it('sends what the cashier confirmed', () => {
    expect(toTakeRefund(payment, rest, 'Wrong item')).toEqual({ amount: 1_746, reason: 'Wrong item' })
    expect(toTakeRefund(payment, byAmount(200), 'Wrong item')).toEqual({ amount: 200, reason: 'Wrong item' })
    expect(toTakeRefund(payment, byLines([0, 0], [1, 2]), 'Wrong item')).toEqual({
      lines: [{ index: 1, quantity: 2 }],
      reason: 'Wrong item',
    })
  })

  it('agrees with the server to the last cent', () => {
    for (const before of [0, 1, 2]) {
      for (let quantity = 1; quantity <= 3 - before; quantity++) {
        const here = before === 0 ? payment : after(before)
        const decided = decideRefund(
          { amount: BigInt(here.amount), refunded: BigInt(here.refunded), items, refundedQuantities: [0, before] },
          { lines: [{ index: 1, quantity }] },
        )
        expect(decided).toMatchObject({ ok: true, amount: BigInt(refundAmount(here, byLines([1, quantity]))) })
      }
    }
  })
})
