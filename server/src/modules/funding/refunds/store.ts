/** All SQL of refunds of loads. */
import type { Uuid } from '../../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../../platform/database.ts'
import type { Idempotency } from '../../../platform/http.ts'
import { allLanes } from '../../ledger/index.ts'

export interface LoadRefundRow {
  readonly id: Uuid
  readonly load_id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly status: 'pending' | 'succeeded' | 'failed'
  readonly fingerprint: string
  readonly at: Date
}
const columns = `id, load_id, amount, currency, status, replace(fingerprint::text, '-', '') AS fingerprint, at`

export interface NewLoadRefund {
  readonly lane: number
  readonly id: Uuid
  readonly loadId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly reason: string
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function insertLoadRefund(tx: Transaction, refund: NewLoadRefund): Promise<void> {
  await tx.query(
    `INSERT INTO funding.load_refunds (lane, id, load_id, amount, currency, status, reason, staff_id, client_id, idempotency_key,
                                       fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9, $10, $11)`,
    [
      refund.lane,
      refund.id,
      refund.loadId,
      refund.amount,
      refund.currency,
      refund.reason,
      refund.staffId,
      refund.idempotency.clientId,
      refund.idempotency.key,
      refund.idempotency.fingerprint,
      new Date(refund.atMs),
    ],
  )
}

export async function selectRefundByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<LoadRefundRow | undefined> {
  const [row] = await db.query<LoadRefundRow>(
    `SELECT ${columns} FROM funding.load_refunds
      WHERE lane = ANY ($1::smallint[]) AND client_id = $2 AND idempotency_key = $3`,
    [allLanes, clientId, key],
  )
  return row
}

export async function selectLoadRefund(db: Queryable, id: Uuid): Promise<LoadRefundRow | undefined> {
  const [row] = await db.query<LoadRefundRow>(
    `SELECT ${columns} FROM funding.load_refunds WHERE lane = ANY ($1::smallint[]) AND id = $2`,
    [allLanes, id],
  )
  return row
}

export async function selectPendingRefunds(db: Queryable, lane: number, beforeMs: number): Promise<LoadRefundRow[]> {
  return db.query<LoadRefundRow>(
    `SELECT ${columns} FROM funding.load_refunds WHERE lane = $1 AND status = 'pending' AND at < $2 ORDER BY at LIMIT 100`,
    [lane, new Date(beforeMs)],
  )
}

/** False when it was ended before. */
export async function endRefund(
  tx: Transaction,
  refund: { lane: number; id: Uuid; status: 'succeeded' | 'failed'; reference: string | null },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE funding.load_refunds SET status = $3, psp_reference = coalesce($4, psp_reference)
      WHERE lane = $1 AND id = $2 AND status = 'pending' RETURNING id`,
    [refund.lane, refund.id, refund.status, refund.reference],
  )
  return rows.length === 1
}

/** Adds to what was given back of a load; the table refuses more than the load (SQLSTATE 23514). */
export async function addRefunded(tx: Transaction, load: { lane: number; id: Uuid; amount: bigint }): Promise<void> {
  await tx.query('UPDATE funding.loads SET refunded = refunded + $3 WHERE lane = $1 AND id = $2', [
    load.lane,
    load.id,
    load.amount,
  ])
}

/** A load, locked: one refund or dispute at a time. */
export async function lockLoad(tx: Transaction, lane: number, id: Uuid): Promise<void> {
  await tx.query('SELECT FROM funding.loads WHERE lane = $1 AND id = $2 FOR UPDATE', [lane, id])
}

/** For listeners: the rows behind an outbox entry. */
export async function selectRefundEvents(db: Queryable, lane: number, ids: readonly Uuid[]) {
  return db.query<{ id: Uuid; account_id: Uuid; amount: bigint; currency: string; at: Date }>(
    `SELECT r.id, l.account_id, r.amount, r.currency, r.at FROM funding.load_refunds r
       JOIN funding.loads l ON l.lane = r.lane AND l.id = r.load_id WHERE r.lane = $1 AND r.id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
  )
}
