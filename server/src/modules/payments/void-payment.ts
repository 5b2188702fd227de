/** Undoes a payment as if it had not been: a hold is released, a payment of the same day goes back whole. */
import type { Role } from '@ringfence/contract'
import { newId } from '../../kernel/ids.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { releaseHold } from '../ledger/index.ts'
import { type DeedOrder, doOnce, type Locked } from './deeds.ts'
import { refundPayment } from './refund-payment.ts'
import { selectPayment } from './store.ts'
import { emit, insertDeed, updateState } from './tender-store.ts'

export interface VoidOrder extends DeedOrder {
  readonly storeId: string
  readonly staffId: string
  readonly role: Role
  readonly reason: string
  /** Of the store: a captured payment can be voided until its day there is over. */
  readonly timeZone: string
}

export async function voidPayment(db: Database, order: VoidOrder) {
  const payment = await selectPayment(db, order.paymentId)
  // A payment that never was a hold, or was captured, is undone by its mirror image; what is still held is only let go.
  if (payment && (payment.state === 'captured' || payment.refunded > 0n))
    return refundPayment(db, { ...order, void: { timeZone: order.timeZone } })
  return doOnce<'hold_closed'>(db, order, 'hold_closed', (tx, locked) => release(tx, locked, order))
}

async function release(tx: Transaction, payment: Locked, order: VoidOrder) {
  if (payment.state !== 'authorized') return { ok: false, code: 'hold_closed' } as const
  const closed = await releaseHold(tx, { holdId: payment.id, atMs: order.atMs, why: 'voided' })
  if (!closed.ok) return { ok: false, code: 'hold_closed' } as const
  const { lane, amount } = payment
  await updateState(tx, payment, 'voided')
  await insertDeed(tx, { ...order, lane, id: newId(order.atMs), paymentId: payment.id, type: 'void', amount })
  await emit(tx, lane, 'payments.released', [payment.id])
  return { ok: true } as const
}
