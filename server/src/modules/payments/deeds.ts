/** What is done to a payment after it was taken (capture, void of a hold, tip): each at most once, each repeated by its key only. */
import type { Uuid } from '../../kernel/ids.ts'
import { type Database, sqlState, type Transaction, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { PostingRefused } from '../ledger/index.ts'
import type { PaymentRow } from './store.ts'
import { type DeedRow, lockPayment, selectDeedByKey } from './tender-store.ts'

/** Who does something to which payment. */
export interface DeedOrder {
  readonly paymentId: Uuid
  /** The store of the till that asks; undefined for the customer. */
  readonly storeId: Uuid | undefined
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid | undefined
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type Locked = PaymentRow & { readonly lane: number }
type Known = { ok: true; replayed: true } | { ok: false; code: 'idempotency_key_reused' }
type Done<Code extends string> = { ok: true; replayed?: boolean } | { ok: false; code: Code }

/**
 * Locks the payment, answers a known key, and else does the work in the same transaction. A posting that an account refuses answers
 * with `refused`.
 */
export async function doOnce<Code extends string>(
  db: Database,
  order: DeedOrder,
  refused: Code,
  work: (tx: Transaction, payment: Locked) => Promise<Done<Code>>,
): Promise<Done<Code | 'not_found' | 'idempotency_key_reused'>> {
  try {
    return await db.transaction(async tx => {
      const payment = await lockPayment(tx, order.paymentId)
      const known = await selectDeedByKey(tx, order.idempotency)
      if (known) return again(known, order)
      if (!payment || (order.storeId !== undefined && payment.store_id !== order.storeId)) {
        return { ok: false, code: 'not_found' }
      }
      return work(tx, payment)
    })
  } catch (error) {
    if (error instanceof PostingRefused) return { ok: false, code: refused }
    if (sqlState(error) !== uniqueViolation) throw error
    const known = await selectDeedByKey(db, order.idempotency)
    return known ? again(known, order) : { ok: false, code: refused }
  }
}

function again(known: DeedRow, order: DeedOrder): Known {
  return known.fingerprint === order.idempotency.fingerprint
    ? { ok: true, replayed: true }
    : { ok: false, code: 'idempotency_key_reused' }
}
