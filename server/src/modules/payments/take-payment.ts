/** A payment at the till, from the code to the answer. */
import type { PaymentTaken, TakePayment } from '@ringfence/contract'
import { newId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { fromJson, toJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import { type GroupRead, groupRead } from '../../platform/group-read.ts'
import type { Idempotency, Outcome } from '../../platform/http.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'
import type { ResolveCode } from '../wallet/index.ts'
import type { CommitPayment } from './commit-payment.ts'
import { basketOf } from './rules.ts'
import { type PaymentRow, selectByKeys } from './store.ts'

export interface TillRoom {
  readonly resolveCode: ResolveCode
  readonly firstPayments: GroupRead<Idempotency, PaymentRow | undefined>
  readonly commitPayment: CommitPayment
}

export interface PaymentRequest extends Omit<TakePayment, 'storeId'> {
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function takePayment(room: TillRoom, request: PaymentRequest): Promise<Outcome<PaymentTaken>> {
  const { storeId, terminalId, staffId, currency, idempotency, atMs } = request
  const basket = basketOf(request)
  if (!basket) return { ok: false, code: 'basket_mismatch' }

  const [first, payer] = await Promise.all([room.firstPayments.read(idempotency), room.resolveCode(request.code, atMs)])
  if (first) return replay(first, idempotency)
  if (!payer.ok) return payer
  if (payer.currency !== currency) return { ok: false, code: 'currency_mismatch' }

  const id = newId()
  const outcome = await room.commitPayment.submit({
    lane: laneOf(payer.accountId),
    id,
    accountId: payer.accountId,
    customerName: payer.firstName,
    salesId: ownAccountId('store_sales', currency, storeId),
    storeId,
    terminalId,
    staffId,
    code: { deviceId: payer.deviceId, step: payer.step },
    amount: fromJson(request.amount),
    tax: basket.tax,
    tip: basket.tip,
    currency,
    items: request.items ?? [],
    idempotency,
    atMs,
  })
  if (!outcome.ok) return outcome
  if ('first' in outcome) return replay(outcome.first, idempotency)
  return {
    ok: true,
    value: answer({ id, amount: request.amount, currency, at: new Date(atMs), customerName: payer.firstName }),
  }
}

/** The same key answers with the first payment, if the request is the same. */
function replay(first: PaymentRow, idempotency: Idempotency): Outcome<PaymentTaken> {
  if (first.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return {
    ok: true,
    replayed: true,
    value: answer({ ...first, amount: toJson(first.amount), customerName: first.customer_name }),
  }
}

function answer(payment: {
  id: Uuid
  amount: number
  currency: string
  at: Date
  customerName: string | null
}): PaymentTaken {
  return {
    id: toTypeId('pay', payment.id),
    status: 'captured',
    approved: payment.amount,
    currency: payment.currency,
    at: payment.at.toISOString(),
    customerName: payment.customerName,
  }
}

/** Looks up first answers for all requests in flight with one statement. */
export function firstPaymentReader(db: Database): TillRoom['firstPayments'] {
  return groupRead(async keys => {
    const rows = await selectByKeys(db, keys)
    const byKey = new Map(rows.map(row => [`${row.client_id} ${row.idempotency_key}`, row]))
    return keys.map(({ clientId, key }) => byKey.get(`${clientId} ${key}`))
  })
}
