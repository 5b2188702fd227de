/** What a till is told of a payment that it took; the same again when it asks again. */
import type { PaymentTaken, PaymentTender } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import type { Idempotency, Outcome } from '../../platform/http.ts'
import type { PaymentRow } from './store.ts'
import { selectWrittenTenders, type TenderRow } from './tender-store.ts'

interface Taken {
  readonly id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly atMs: number
  readonly customerName: string | undefined
}

/** With tenders: what of the amount is stored value, and the rest that the till took. */
export function takenView(payment: Taken, tenders: readonly TenderRow[] = []): PaymentTaken {
  const atTill = tenders.filter(tender => tender.account_id === null).reduce((sum, { amount }) => sum + amount, 0n)
  return {
    id: toTypeId('pay', payment.id),
    status: 'captured',
    approved: toJson(payment.amount - atTill),
    currency: payment.currency,
    at: new Date(payment.atMs).toISOString(),
    customerName: payment.customerName ?? null,
    ...(atTill > 0n ? { remaining: toJson(atTill) } : {}),
    ...(tenders.length > 0 ? { tenders: tenders.map(tender => tenderView(tender, 0n)) } : {}),
  }
}

export function tenderView(tender: TenderRow, refunded: bigint): PaymentTender {
  return {
    type: tender.type,
    amount: toJson(tender.amount),
    refunded: toJson(refunded),
    lastDigits: tender.last_digits,
    tip: tender.tip,
  }
}

/** The same key answers with the first payment as it was taken, whatever became of it since, if the request is the same. */
export async function replay(
  db: Queryable,
  first: PaymentRow,
  idempotency: Idempotency,
): Promise<Outcome<PaymentTaken>> {
  if (first.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  const amount = first.held ?? first.amount
  const taken = { ...first, amount, atMs: first.at.getTime(), customerName: first.customer_name ?? undefined }
  if (first.hold_expires_at) {
    const expiresAt = first.hold_expires_at.toISOString()
    return { ok: true, replayed: true, value: { ...takenView(taken), status: 'authorized', expiresAt } }
  }
  const tenders = (await selectWrittenTenders(db, [first.id])).filter(tender => !tender.tip)
  return { ok: true, replayed: true, value: takenView(taken, tenders) }
}
