/** Decisions about baskets and refunds. Pure; amounts are integer minor units. */
import { type BasketLine, basketTotals, lineShare, type PaymentStatus } from '@ringfence/contract'
import { localOf } from '../../kernel/local-time.ts'

export interface Basket {
  readonly tax: number
  readonly tip: number
}

/** What an amount is made of; undefined when items, tax and tip don't add up to it, or the tip is more than the rest. */
export function basketOf(payment: { amount: number; items?: readonly BasketLine[]; tip?: number }): Basket | undefined {
  const tip = payment.tip ?? 0
  if (payment.items === undefined) return tip <= payment.amount - tip ? { tax: 0, tip } : undefined
  const totals = basketTotals(payment.items, tip)
  if (totals.total !== payment.amount || tip > totals.subtotal + totals.tax) return undefined
  return { tax: totals.tax, tip }
}

export interface RefundRequest {
  readonly amount?: number
  readonly lines?: readonly { readonly index: number; readonly quantity: number }[]
}

export interface RefundablePayment {
  /** All that was charged, with the tip that came later. */
  readonly amount: bigint
  readonly refunded: bigint
  readonly items: readonly BasketLine[]
  /** For each line how much of its quantity was refunded before. */
  readonly refundedQuantities: readonly number[]
}

export type RefundDecision =
  | { ok: true; amount: bigint; lines: readonly { index: number; quantity: number }[] | undefined }
  | { ok: false; code: 'already_refunded' | 'validation_failed' }

/**
 * How much a refund gives back: an amount, lines with their share of the tax, or all that is left; never more than the rest.
 * The tax of part of a line is rounded down, but for the line's last piece, so that the pieces add up to the line.
 */
export function decideRefund(payment: RefundablePayment, request: RefundRequest): RefundDecision {
  const rest = payment.amount - payment.refunded
  if (request.amount !== undefined && request.lines !== undefined) return { ok: false, code: 'validation_failed' }
  if (rest === 0n) return { ok: false, code: 'already_refunded' }
  if (request.lines === undefined) {
    const amount = request.amount === undefined ? rest : BigInt(request.amount)
    return amount > rest ? { ok: false, code: 'already_refunded' } : { ok: true, amount, lines: undefined }
  }
  let amount = 0n
  const seen = new Set<number>()
  for (const { index, quantity } of request.lines) {
    const line = payment.items[index]
    if (!line || seen.has(index)) return { ok: false, code: 'validation_failed' }
    seen.add(index)
    const before = payment.refundedQuantities[index] ?? 0
    if (before + quantity > line.quantity) return { ok: false, code: 'already_refunded' }
    amount += BigInt(lineShare(line, before + quantity) - lineShare(line, before))
  }
  if (amount === 0n) return { ok: false, code: 'validation_failed' }
  return amount > rest ? { ok: false, code: 'already_refunded' } : { ok: true, amount, lines: request.lines }
}

/** A receipt in a few words: "Flat white, rye cookie", "3 items". */
export function titleOf(items: readonly { readonly name: string; readonly quantity: number }[]): string {
  if (items.length === 0) return 'Purchase'
  if (items.length > 2) return `${items[0]!.name} and ${items.length - 1} more`
  return items.map(item => (item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name)).join(', ')
}

export function statusOf(payment: {
  state: 'authorized' | 'captured' | 'voided' | 'expired'
  amount: bigint
  tipped: bigint
  refunded: bigint
}): PaymentStatus {
  if (payment.state !== 'captured') return payment.state
  if (payment.refunded === 0n) return 'captured'
  return payment.refunded === payment.amount + payment.tipped ? 'refunded' : 'partiallyRefunded'
}

/** Whether two instants lie on the same day of a store's calendar: only then can a payment still be voided. */
export function isSameDay(aMs: number, bMs: number, timeZone: string): boolean {
  const dayOf = (ms: number) => Math.floor(localOf(ms, timeZone) / 86_400_000)
  return dayOf(aMs) === dayOf(bMs)
}
