/** A payment at the till, from the code to the answer. */
import type { PaymentTaken } from '@ringfence/contract'
import { newId } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import { groupRead } from '../../platform/group-read.ts'
import type { Outcome } from '../../platform/http.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'
import { resolvePayer } from './payers.ts'
import type { PaymentRequest, TillRoom } from './room.ts'
import { basketOf } from './rules.ts'
import { type NewPayment, selectByKeys } from './store.ts'
import { takeOtherwise } from './take-otherwise.ts'
import { replay, takenView } from './taken-view.ts'
import { tipMaximum } from './tip-rules.ts'

export async function takePayment(room: TillRoom, request: PaymentRequest): Promise<Outcome<PaymentTaken>> {
  const { storeId, terminalId, staffId, currency, idempotency, atMs } = request
  const basket = basketOf(request)
  if (!basket) return { ok: false, code: 'basket_mismatch' }
  const amount = fromJson(request.amount)
  const tip = fromJson(basket.tip)
  if (tip > 0n && tip > tipMaximum(amount - tip, (await room.settings(atMs)).tip)) {
    return { ok: false, code: 'amount_too_high' }
  }

  const payer = await resolvePayer(room, request)
  const isPlain = payer.ok && payer.card === undefined && payer.currency === currency && isOfOneAccount(request)
  // A plain payment that was made before meets itself when it is committed; anything else must look.
  const first = isPlain ? undefined : await room.firstPayments.read(idempotency)
  if (first) return replay(room.db, first, idempotency)
  if (!payer.ok) return payer
  if (payer.currency !== currency) return { ok: false, code: 'currency_mismatch' }

  const payment: NewPayment = {
    lane: laneOf(payer.accountId),
    id: newId(),
    accountId: payer.accountId,
    customerName: payer.firstName,
    salesId: ownAccountId('store_sales', currency, storeId),
    storeId,
    terminalId,
    staffId,
    code: payer.code,
    amount,
    tax: basket.tax,
    tip: basket.tip,
    currency,
    items: request.items ?? [],
    idempotency,
    atMs,
  }
  if (!isPlain) return takeOtherwise(room, request, payment, payer.card)

  const outcome = await room.commitPayment.submit(payment)
  if (!outcome.ok) return outcome
  if ('first' in outcome) return replay(room.db, outcome.first, idempotency)
  return { ok: true, value: takenView(payment) }
}

/** One account, charged at once: these payments go together, many in one commit. */
function isOfOneAccount({ tenders, captureMode, dryRun }: PaymentRequest): boolean {
  return tenders === undefined && captureMode !== 'manual' && dryRun === undefined
}

/** Looks up first answers for all requests in flight with one statement. */
export function firstPaymentReader(db: Database): TillRoom['firstPayments'] {
  return groupRead(async keys => {
    const rows = await selectByKeys(db, keys)
    const byKey = new Map(rows.map(row => [`${row.client_id} ${row.idempotency_key}`, row]))
    return keys.map(({ clientId, key }) => byKey.get(`${clientId} ${key}`))
  })
}
