/** Charges what was held, whole or in part; the rest goes back to the lots it came from. */
import { newId } from '../../kernel/ids.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { captureHold, ownAccountId } from '../ledger/index.ts'
import { type DeedOrder, doOnce, type Locked } from './deeds.ts'
import { captureShare } from './tender-rules.ts'
import { emit, insertDeed, updateCaptured, updateCapturedTender } from './tender-store.ts'

/** Undefined amount: all that is held. */
export type CaptureOrder = DeedOrder & { readonly amount: bigint | undefined }

/** A hold is captured once. One that is past its time can be captured until the worker has released it. */
export function capturePayment(db: Database, order: CaptureOrder) {
  return doOnce<'hold_closed' | 'amount_too_high'>(db, order, 'hold_closed', (tx, payment) =>
    capture(tx, payment, order),
  )
}

async function capture(tx: Transaction, payment: Locked, order: CaptureOrder) {
  const { lane, held, currency, store_id } = payment
  if (payment.state !== 'authorized' || held === null) return { ok: false, code: 'hold_closed' } as const
  const amount = order.amount ?? held
  if (amount > held) return { ok: false, code: 'amount_too_high' } as const
  const id = newId(order.atMs)
  const creditId = ownAccountId('store_sales', currency, store_id)
  const closed = await captureHold(tx, { holdId: payment.id, transferId: id, amount, creditId, atMs: order.atMs })
  if (!closed.ok) return { ok: false, code: 'hold_closed' } as const
  await updateCaptured(tx, payment, {
    amount,
    tax: captureShare(payment.tax, amount, held),
    tip: captureShare(payment.tip, amount, held),
  })
  await updateCapturedTender(tx, payment, id, amount)
  await insertDeed(tx, { ...order, lane, id, type: 'capture', amount })
  await emit(tx, lane, 'payments.taken', [payment.id])
  return { ok: true } as const
}
