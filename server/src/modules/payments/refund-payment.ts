/** Gives back a payment, whole or in part, to the account it came from: never more than what is left. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type Database, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { drawsOf, ownAccountId, PostingRefused, postTransfers, splitParts } from '../ledger/index.ts'
import { insertRefund, lockPayment, type RefundRow, selectRefundByKey, selectRefundsOf } from './refund-store.ts'
import { decideRefund, type RefundRequest } from './rules.ts'
import type { PaymentRow } from './store.ts'

export interface RefundOrder extends RefundRequest {
  readonly paymentId: Uuid
  /** The store of the till that asks; undefined for support, who may refund for any store. */
  readonly storeId: Uuid | undefined
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly reason: string
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type RefundOutcome =
  | { ok: true; refund: RefundRow; replayed: boolean }
  | {
      ok: false
      code: 'not_found' | 'already_refunded' | 'validation_failed' | 'idempotency_key_reused' | 'balance_limit_exceeded'
    }

export async function refundPayment(db: Database, order: RefundOrder): Promise<RefundOutcome> {
  const known = await selectRefundByKey(db, order.idempotency)
  if (known) return replay(known, order)
  try {
    return await db.transaction(tx => refundInTransaction(tx, order))
  } catch (error) {
    if (error instanceof PostingRefused) return { ok: false, code: 'balance_limit_exceeded' }
    if (sqlState(error) !== uniqueViolation) throw error
    return replay((await selectRefundByKey(db, order.idempotency))!, order)
  }
}

async function refundInTransaction(tx: Transaction, order: RefundOrder): Promise<RefundOutcome> {
  const payment = await lockPayment(tx, order.paymentId)
  // What it waited for may have been this very refund: that is its answer, not a decline.
  const known = await selectRefundByKey(tx, order.idempotency)
  if (known) return replay(known, order)
  if (!payment || (order.storeId !== undefined && payment.store_id !== order.storeId)) {
    return { ok: false, code: 'not_found' }
  }
  const earlier = await selectRefundsOf(tx, payment.id)
  const decision = decideRefund({ ...payment, refundedQuantities: quantitiesOf(payment, earlier) }, order)
  if (!decision.ok) return decision
  const id = newId(order.atMs)
  const { amount, lines } = decision
  const { currency, lane } = payment
  await postTransfers(tx, [
    {
      id,
      kind: 'refund',
      debit: { id: ownAccountId('store_sales', currency, payment.store_id), guarded: false },
      credit: { id: payment.account_id, guarded: true },
      amount,
      currency,
      atMs: order.atMs,
      lots: await lotsLeft(tx, payment.id, earlier, amount),
    },
  ])
  await insertRefund(tx, { ...order, lane, id, amount, lines, currency })
  return { ok: true, refund: (await selectRefundByKey(tx, order.idempotency))!, replayed: false }
}

/** The lots that the payment drew from, less what earlier refunds gave back to them. */
async function lotsLeft(tx: Transaction, paymentId: Uuid, earlier: readonly RefundRow[], amount: bigint) {
  const ids = earlier.map(refund => refund.id)
  const moved = await drawsOf(tx, [paymentId, ...ids])
  const back = new Map<Uuid, bigint>()
  for (const { lotId, amount: part } of ids.flatMap(id => moved.get(id)!)) back.set(lotId, (back.get(lotId) ?? 0n) + part)
  const left = moved.get(paymentId)!.map(part => ({ ...part, amount: part.amount - (back.get(part.lotId) ?? 0n) }))
  return splitParts(left, amount)[0]
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
