/** Asks for payments by a code to scan: a till for one, a manager's printed code for many. */
import type { PaymentCode, PaymentItem, PaymentRequest } from '@ringfence/contract'
import { newId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { fromJson, toJson } from '../../kernel/money.ts'
import type { Database, Queryable } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { insertRequest, type RequestRow, selectPaymentOf, selectRequestByKey } from './request-store.ts'
import { type RequestKind, sealScan } from './scan-token.ts'

/** How long a till's code can be scanned. */
const tillTermMs = 10 * 60_000

export interface Asking {
  readonly kind: RequestKind
  readonly storeId: Uuid
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly label: string
  readonly amount: number | undefined
  readonly currency: string
  readonly items: readonly PaymentItem[]
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type AskOutcome =
  | { readonly ok: true; readonly request: RequestRow; readonly replayed: boolean }
  | { readonly ok: false; readonly code: 'idempotency_key_reused' }

/** The same key asks once: a till that lost the answer shows the same code again. */
export async function askPayment(db: Database, asking: Asking): Promise<AskOutcome> {
  const { amount, atMs, kind, idempotency } = asking
  const isNew = await insertRequest(db, {
    ...asking,
    id: newId(atMs),
    amount: amount === undefined ? undefined : fromJson(amount),
    // Whole seconds, as the code says it.
    expiresMs: kind === 'till' ? Math.floor((atMs + tillTermMs) / 1_000) * 1_000 : undefined,
  })
  const request = (await selectRequestByKey(db, idempotency))!
  if (request.fingerprint !== idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, request, replayed: !isNew }
}

export function tokenOf(key: Uint8Array, request: RequestRow): string {
  return sealScan(key, {
    kind: request.kind,
    id: request.id,
    storeId: request.store_id,
    terminalId: request.terminal_id ?? undefined,
    amount: request.amount ?? undefined,
    currency: request.currency,
    expiresMs: request.expires_at?.getTime(),
  })
}

export async function requestView(
  db: Queryable,
  key: Uint8Array,
  request: RequestRow,
  nowMs: number,
): Promise<PaymentRequest> {
  const paymentId = request.state === 'paid' ? await selectPaymentOf(db, request.id) : undefined
  const isOver = request.state === 'open' && request.expires_at!.getTime() <= nowMs
  return {
    id: toTypeId('prq', request.id),
    status: isOver ? 'expired' : request.state,
    amount: toJson(request.amount!),
    currency: request.currency,
    token: tokenOf(key, request),
    createdAt: request.created_at.toISOString(),
    expiresAt: request.expires_at!.toISOString(),
    paymentId: paymentId === undefined ? null : toTypeId('pay', paymentId),
  }
}

export function codeView(key: Uint8Array, request: RequestRow): PaymentCode {
  return {
    id: toTypeId('prq', request.id),
    kind: request.kind as PaymentCode['kind'],
    label: request.label,
    amount: request.amount === null ? null : toJson(request.amount),
    currency: request.currency,
    token: tokenOf(key, request),
    status: request.state,
    createdAt: request.created_at.toISOString(),
  }
}
