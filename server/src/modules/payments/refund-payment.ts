/** Gives back a payment, whole or in part, to the tenders and lots it came from: never more than what is left. */
import type { RefundOrder as Order, Role } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type Database, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { PostingRefused, postTransfers } from '../ledger/index.ts'
import { planRefund } from './plan-refund.ts'
import { mayGiveBack } from './refund-rules.ts'
import { insertRefund, insertRefundParts, type RefundRow, selectRefundByKey, selectRefundsOf } from './refund-store.ts'
import { decideRefund, isSameDay, type RefundRequest } from './rules.ts'
import { type PaymentSettings, readPaymentSettings } from './settings.ts'
import type { PaymentRow } from './store.ts'
import { emit, lockPayment, updateState } from './tender-store.ts'

export interface RefundOrder extends RefundRequest {
  readonly paymentId: Uuid
  /** The store of the till that asks; undefined for support, who may refund for any store. */
  readonly storeId: Uuid | undefined
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly role: Role
  readonly reason: string
  /** Which tenders and lots first; undefined: as the brand has decided. */
  readonly order?: Order
  /** Undoes all of a payment of the same day, in the store's time zone. */
  readonly void?: { readonly timeZone: string }
  /** A second person has approved it: what one person may give back alone does not matter. */
  readonly approved?: true
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type RefundOutcome =
  | { ok: true; refund: RefundRow; replayed: boolean }
  | {
      ok: false
      code:
        | 'not_found'
        | 'hold_open'
        | 'already_refunded'
        | 'too_late'
        | 'approval_required'
        | 'validation_failed'
        | 'idempotency_key_reused'
        | 'balance_limit_exceeded'
    }

export async function refundPayment(db: Database, order: RefundOrder): Promise<RefundOutcome> {
  const known = await selectRefundByKey(db, order.idempotency)
  if (known) return replay(known, order)
  try {
    return await db.transaction(tx => refundInTransaction(tx, order))
  } catch (error) {
    if (error instanceof PostingRefused) return { ok: false, code: 'balance_limit_exceeded' }
    if (sqlState(error) !== uniqueViolation) throw error
    const first = await selectRefundByKey(db, order.idempotency)
    return first ? replay(first, order) : { ok: false, code: 'idempotency_key_reused' }
  }
}

/** Throws `PostingRefused` when an account does not allow it: the transaction must then roll back. */
export async function refundInTransaction(tx: Transaction, order: RefundOrder): Promise<RefundOutcome> {
  const payment = await lockPayment(tx, order.paymentId)
  // What it waited for may have been this very refund: that is its answer, not a decline.
  const known = await selectRefundByKey(tx, order.idempotency)
  if (known) return replay(known, order)
  if (!payment || (order.storeId !== undefined && payment.store_id !== order.storeId)) {
    return { ok: false, code: 'not_found' }
  }
  const settings = await readPaymentSettings(tx)
  const decision = await decideUnderLock(tx, payment, order, settings)
  if (!decision.ok) return decision

  const { amount, lines } = decision
  const { lane, currency } = payment
  const id = newId(order.atMs)
  const wish = { id, amount, order: order.order ?? settings.refundOrder, atMs: order.atMs }
  const { transfers, parts } = await planRefund(tx, payment, wish, settings.refundTermDays)
  await postTransfers(tx, transfers)
  await insertRefund(tx, { ...order, lane, id, amount, lines, currency, void: order.void !== undefined })
  await insertRefundParts(tx, lane, parts)
  if (order.void) await updateState(tx, payment, 'voided')
  await emit(tx, lane, 'payments.refunded', [id])
  return { ok: true, refund: (await selectRefundByKey(tx, order.idempotency))!, replayed: false }
}

/** What would be given back now, or why not. */
export async function decideUnderLock(
  tx: Transaction,
  payment: PaymentRow,
  order: Omit<RefundOrder, 'idempotency'>,
  settings: PaymentSettings,
) {
  if (payment.state === 'authorized') return { ok: false, code: 'hold_open' } as const
  if (payment.state !== 'captured') return { ok: false, code: 'already_refunded' } as const
  if (order.void && payment.refunded > 0n) return { ok: false, code: 'already_refunded' } as const
  if (order.void && !isSameDay(payment.at.getTime(), order.atMs, order.void.timeZone)) {
    return { ok: false, code: 'too_late' } as const
  }
  const earlier = await selectRefundsOf(tx, payment.id)
  const charged = { ...payment, amount: payment.amount + payment.tipped }
  const decision = decideRefund({ ...charged, refundedQuantities: quantitiesOf(payment, earlier) }, order)
  if (decision.ok && !order.approved && !mayGiveBack(order.role, payment, decision.amount, settings)) {
    return { ok: false, code: 'approval_required' } as const
  }
  return decision
}

function quantitiesOf(payment: PaymentRow, earlier: readonly RefundRow[]): number[] {
  const quantities = payment.items.map(() => 0)
  for (const { lines } of earlier) for (const { index, quantity } of lines ?? []) quantities[index]! += quantity
  return quantities
}

function replay(known: RefundRow, order: RefundOrder): RefundOutcome {
  if (known.fingerprint !== order.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, refund: known, replayed: true }
}
