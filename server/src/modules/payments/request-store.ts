/** SQL of scan to pay: what was asked for, and the payments that paid it. */
import type { PaymentItem } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { allLanes } from '../ledger/index.ts'
import type { RequestKind } from './scan-token.ts'

export interface NewRequest {
  readonly id: Uuid
  readonly kind: RequestKind
  readonly storeId: Uuid
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly label: string
  readonly amount: bigint | undefined
  readonly currency: string
  readonly items: readonly PaymentItem[]
  readonly atMs: number
  readonly expiresMs: number | undefined
  readonly idempotency: Idempotency
}

/** False when the key is known. */
export async function insertRequest(db: Queryable, request: NewRequest): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO payments.requests (id, kind, store_id, terminal_id, staff_id, label, amount, currency, items, created_at, expires_at,
                                    client_id, idempotency_key, fingerprint)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (client_id, idempotency_key) DO NOTHING RETURNING id`,
    [
      request.id,
      request.kind,
      request.storeId,
      request.terminalId ?? null,
      request.staffId,
      request.label,
      request.amount ?? null,
      request.currency,
      JSON.stringify(request.items),
      new Date(request.atMs),
      request.expiresMs === undefined ? null : new Date(request.expiresMs),
      request.idempotency.clientId,
      request.idempotency.key,
      request.idempotency.fingerprint,
    ],
  )
  return rows.length === 1
}

export interface RequestRow {
  readonly id: Uuid
  readonly kind: RequestKind
  readonly state: 'open' | 'paid' | 'cancelled'
  readonly store_id: Uuid
  readonly terminal_id: Uuid | null
  readonly staff_id: Uuid
  readonly label: string
  readonly amount: bigint | null
  readonly currency: string
  readonly items: PaymentItem[]
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly fingerprint: string
}
const columns = `id, kind, state, store_id, terminal_id, staff_id, label, amount, currency, items, created_at, expires_at,
  replace(fingerprint::text, '-', '') AS fingerprint`

export async function selectRequest(db: Queryable, id: Uuid): Promise<RequestRow | undefined> {
  const [row] = await db.query<RequestRow>(`SELECT ${columns} FROM payments.requests WHERE id = $1`, [id])
  return row
}

export async function selectRequestByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<RequestRow | undefined> {
  const [row] = await db.query<RequestRow>(
    `SELECT ${columns} FROM payments.requests WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

/** What is paid once is locked for one payer at a time; what is paid again and again only kept from being cancelled meanwhile. */
export async function lockRequest(tx: Transaction, id: Uuid, once: boolean): Promise<RequestRow | undefined> {
  const [row] = await tx.query<RequestRow>(
    `SELECT ${columns} FROM payments.requests WHERE id = $1 ${once ? 'FOR UPDATE' : 'FOR SHARE'}`,
    [id],
  )
  return row
}

/** Printed codes of a store, newest first. */
export async function selectPrinted(db: Queryable, storeId: Uuid): Promise<RequestRow[]> {
  return db.query<RequestRow>(
    `SELECT ${columns} FROM payments.requests WHERE store_id = $1 AND kind <> 'till' ORDER BY id DESC LIMIT 500`,
    [storeId],
  )
}

/** False when it is not open any more. */
export async function closeRequest(db: Queryable, id: Uuid, state: 'paid' | 'cancelled'): Promise<boolean> {
  const rows = await db.query(`UPDATE payments.requests SET state = $2 WHERE id = $1 AND state = 'open' RETURNING id`, [
    id,
    state,
  ])
  return rows.length === 1
}

export async function insertRequestPayment(
  tx: Transaction,
  link: { lane: number; paymentId: Uuid; requestId: Uuid; once: boolean },
): Promise<void> {
  await tx.query('INSERT INTO payments.request_payments (lane, payment_id, request_id, once) VALUES ($1, $2, $3, $4)', [
    link.lane,
    link.paymentId,
    link.requestId,
    link.once,
  ])
}

/** The payment of what is paid once. */
export async function selectPaymentOf(db: Queryable, requestId: Uuid): Promise<Uuid | undefined> {
  const [row] = await db.query<{ payment_id: Uuid }>(
    'SELECT payment_id FROM payments.request_payments WHERE lane = ANY ($1::smallint[]) AND request_id = $2 AND once',
    [allLanes, requestId],
  )
  return row?.payment_id
}

export interface PaidRequest {
  readonly payment_id: Uuid
  readonly request_id: Uuid
  readonly label: string
}

/** What payments were asked for by a scanned code. */
export async function selectRequestsOf(db: Queryable, paymentIds: readonly Uuid[]): Promise<Map<Uuid, PaidRequest>> {
  const rows = await db.query<PaidRequest>(
    `SELECT l.payment_id, r.id AS request_id, r.label FROM payments.request_payments l
       JOIN payments.requests r ON r.id = l.request_id
      WHERE l.lane = ANY ($1::smallint[]) AND l.payment_id = ANY ($2::uuid[])`,
    [allLanes, arrayOf(paymentIds)],
  )
  return new Map(rows.map(row => [row.payment_id, row]))
}

export async function selectScanKey(db: Queryable): Promise<Buffer | undefined> {
  const [row] = await db.query<{ secret: Buffer }>('SELECT secret FROM payments.scan_keys WHERE id = 1')
  return row?.secret
}

export async function insertScanKey(db: Queryable, secret: Buffer): Promise<void> {
  await db.query('INSERT INTO payments.scan_keys (id, secret) VALUES (1, $1) ON CONFLICT DO NOTHING', [secret])
}
