/** Takes a received offline payment as of its own time, by the same commit as a payment at the till: once for ever, or declined late. */
import type { LateDeclineReason, OfflinePayment } from '@ringfence/contract'
import { fromTypeId, namedId, newId, type Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'
import type { ResolveCode } from '../wallet/index.ts'
import type { CommitPayment } from './commit-payment.ts'
import { type ForwardingTill, hashOf } from './offline-receive.ts'
import { reasonOf } from './offline-rules.ts'
import { type ReceivedRow, selectReceived, updateDeclined, updateTaken } from './offline-store.ts'
import { basketOf } from './rules.ts'
import { selectByKeys } from './store.ts'

export interface SettlingRoom {
  readonly db: Database
  readonly resolveCode: ResolveCode
  readonly commitPayment: CommitPayment
}

/** What became of a payment for good. Safe to repeat after a crash at any instant. */
export async function settleOffline(
  room: SettlingRoom,
  till: ForwardingTill,
  payment: OfflinePayment,
  row: ReceivedRow,
): Promise<ReceivedRow> {
  if (row.status !== 'received') return row
  const { keyId, record } = payment
  const idempotency = {
    clientId: namedId('offline payments', keyId),
    key: String(record.sequence),
    fingerprint: createFingerprint(payment),
  }
  const [known] = await selectByKeys(room.db, [idempotency])
  const outcome: TakeOutcome = known ? { ok: true, paymentId: known.id } : await take(room, till, payment, idempotency)
  if (outcome.ok) await updateTaken(room.db, row.id, outcome.paymentId)
  else await updateDeclined(room.db, { ...idempotency, id: row.id }, outcome.reason)
  const settled = (await selectReceived(room.db, keyId, record.sequence))!
  // Still open: a repeat of the same request, in another process, has just taken it.
  return settleOffline(room, till, payment, settled)
}

type TakeOutcome =
  | { readonly ok: true; readonly paymentId: Uuid }
  | { readonly ok: false; readonly reason: LateDeclineReason }

async function take(
  room: SettlingRoom,
  till: ForwardingTill,
  { record }: OfflinePayment,
  idempotency: { clientId: Uuid; key: string; fingerprint: string },
): Promise<TakeOutcome> {
  const { currency, code, tip, storeId: _, ...rest } = record
  const items = record.items.length > 0 ? { items: record.items } : {}
  const basket = basketOf({ amount: rest.amount, tip, ...items })
  if (!basket) return { ok: false, reason: 'basket_mismatch' }
  const atMs = Date.parse(record.takenAt)
  const payer = await room.resolveCode(code, atMs)
  if (!payer.ok) return { ok: false, reason: payer.code }
  if (payer.currency !== currency) return { ok: false, reason: 'currency_mismatch' }
  const id = newId(atMs)
  const outcome = await room.commitPayment.submit({
    lane: laneOf(payer.accountId),
    id,
    accountId: payer.accountId,
    customerName: payer.firstName,
    salesId: ownAccountId('store_sales', currency, till.storeId),
    storeId: till.storeId,
    terminalId: till.terminalId,
    staffId: fromTypeId('stf', record.staffId),
    code: { deviceId: payer.deviceId, step: payer.step },
    amount: fromJson(rest.amount),
    tax: basket.tax,
    tip: basket.tip,
    currency,
    items: record.items,
    idempotency,
    atMs,
  })
  if (!outcome.ok) return { ok: false, reason: reasonOf(outcome.code) }
  return { ok: true, paymentId: 'first' in outcome ? outcome.first.id : id }
}

/** The same payment, the same fingerprint: the first half of its hash, in hex. */
function createFingerprint(payment: OfflinePayment): string {
  return Buffer.from(hashOf(payment), 'base64url').subarray(0, 16).toString('hex')
}
