/** A customer pays what a scanned code asks for: from the own account, confirmed on the phone, by the same commit as at the till. */
import type { PayPaymentRequest } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'
import { type CommitOutcome, commitOnce, firstAnswer, takeOrDecline } from './commit-payment.ts'
import { decideScan, isPaidOnce } from './request-rules.ts'
import { closeRequest, insertRequestPayment, lockRequest, type RequestRow, selectRequest } from './request-store.ts'
import { basketOf } from './rules.ts'
import type { PaymentSettings } from './settings.ts'
import type { NewPayment } from './store.ts'
import { emit } from './tender-store.ts'

export interface ScanOrder extends Pick<PayPaymentRequest, 'amount' | 'tip'> {
  readonly requestId: Uuid
  /** The own account, as it was proved to be. */
  readonly account: { readonly id: Uuid; readonly currency: string }
  readonly customerName: string
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type ScanOutcome =
  | { readonly ok: true; readonly paymentId: Uuid; readonly replayed: boolean }
  | {
      readonly ok: false
      readonly code: Extract<CommitOutcome, { ok: false }>['code'] | ScanRefusal | 'idempotency_key_reused'
      readonly pointers?: readonly string[]
    }
type ScanRefusal = 'request_closed' | 'amount_too_high' | 'validation_failed'

export async function payRequest(db: Database, settings: PaymentSettings, order: ScanOrder): Promise<ScanOutcome> {
  const request = await selectRequest(db, order.requestId)
  if (!request) return { ok: false, code: 'not_found' }
  const decision = decideScan(request, order, settings.tip)
  if (!decision.ok) return decision
  if (order.account.currency !== request.currency) return { ok: false, code: 'currency_mismatch' }

  const payment = paymentFor(request, order)
  const outcome = await commitOnce(db, payment, tx => payInTransaction(tx, request, payment))
  if (!outcome.ok) return outcome
  if (!('first' in outcome)) return { ok: true, paymentId: payment.id, replayed: false }
  if (outcome.first.fingerprint !== order.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, paymentId: outcome.first.id, replayed: true }
}

/** However many phones confirm at once, they wait for one another here, and all but the first find it paid. */
async function payInTransaction(
  tx: Transaction,
  { id, kind }: RequestRow,
  payment: NewPayment,
): Promise<CommitOutcome | { ok: false; code: 'request_closed' }> {
  const once = isPaidOnce(kind)
  const request = (await lockRequest(tx, id, once))!
  const first = await firstAnswer(tx, payment)
  if (first) return first
  const isOver = request.expires_at !== null && request.expires_at.getTime() <= payment.atMs
  if (request.state !== 'open' || isOver) return { ok: false, code: 'request_closed' }
  const outcome = await takeOrDecline(tx, payment)
  if (!outcome.ok || 'first' in outcome) return outcome
  if (once) await closeRequest(tx, id, 'paid')
  await insertRequestPayment(tx, { lane: payment.lane, paymentId: payment.id, requestId: id, once })
  await emit(tx, payment.lane, 'paymentRequests.paid', [payment.id])
  return outcome
}

function paymentFor(request: RequestRow, order: ScanOrder): NewPayment {
  const tip = order.tip ?? 0
  const items = request.items.length > 0 ? request.items : undefined
  const basket = basketOf({ amount: order.amount + tip, tip, ...(items ? { items } : {}) })!
  return {
    lane: laneOf(order.account.id),
    id: newId(),
    accountId: order.account.id,
    customerName: order.customerName,
    salesId: ownAccountId('store_sales', request.currency, request.store_id),
    storeId: request.store_id,
    terminalId: request.terminal_id ?? undefined,
    staffId: request.kind === 'till' ? request.staff_id : undefined,
    code: undefined,
    amount: fromJson(order.amount + tip),
    tax: basket.tax,
    tip,
    currency: request.currency,
    items: request.items,
    idempotency: order.idempotency,
    atMs: order.atMs,
  }
}
