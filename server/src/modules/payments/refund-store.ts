/** SQL of refunds. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { allLanes } from '../ledger/index.ts'
import type { TenderType } from './tender-store.ts'

export interface RefundRow {
  readonly id: Uuid
  readonly payment_id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly lines: { index: number; quantity: number }[] | null
  readonly reason: string
  /** Undoes the payment of the same day, whole. */
  readonly void: boolean
  readonly terminal_id: Uuid | null
  readonly fingerprint: string
  readonly at: Date
}
const refundColumns = `id, payment_id, amount, currency, lines, reason, void, terminal_id, replace(fingerprint::text, '-', '') AS fingerprint, at`

export interface NewRefund {
  readonly lane: number
  readonly id: Uuid
  readonly paymentId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly lines: readonly { index: number; quantity: number }[] | undefined
  readonly reason: string
  readonly void: boolean
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** Writes the refund and raises what the payment has given back. */
export async function insertRefund(tx: Transaction, refund: NewRefund): Promise<void> {
  await tx.query(
    `INSERT INTO payments.refunds (lane, id, payment_id, amount, currency, lines, reason, void, terminal_id, staff_id, client_id,
                                   idempotency_key, fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      refund.lane,
      refund.id,
      refund.paymentId,
      refund.amount,
      refund.currency,
      refund.lines ? JSON.stringify(refund.lines) : null,
      refund.reason,
      refund.void,
      refund.terminalId ?? null,
      refund.staffId,
      refund.idempotency.clientId,
      refund.idempotency.key,
      refund.idempotency.fingerprint,
      new Date(refund.atMs),
    ],
  )
  await tx.query('UPDATE payments.payments SET refunded = refunded + $3 WHERE lane = $1 AND id = $2', [
    refund.lane,
    refund.paymentId,
    refund.amount,
  ])
}

export async function selectRefundByKey(db: Queryable, { clientId, key }: Idempotency): Promise<RefundRow | undefined> {
  const [row] = await db.query<RefundRow>(
    `SELECT ${refundColumns} FROM payments.refunds WHERE lane = ANY ($1::smallint[]) AND client_id = $2 AND idempotency_key = $3`,
    [allLanes, clientId, key],
  )
  return row
}

export async function selectRefundsOf(db: Queryable, paymentId: Uuid): Promise<RefundRow[]> {
  return db.query<RefundRow>(
    `SELECT ${refundColumns} FROM payments.refunds WHERE lane = ANY ($1::smallint[]) AND payment_id = $2 ORDER BY id`,
    [allLanes, paymentId],
  )
}

export async function selectRefunds(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<RefundRow[]> {
  if (ids.length === 0) return []
  return db.query<RefundRow>(
    `SELECT ${refundColumns} FROM payments.refunds WHERE lane = $1 AND id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
  )
}

/** What a refund gave back to one tender, and to which of its lots (none for cash, card, and value from before lots). */
export interface RefundPartRow {
  /** The transfer that moved it. */
  readonly id: Uuid
  readonly refund_id: Uuid
  readonly payment_id: Uuid
  readonly tender_id: Uuid
  readonly type: TenderType
  readonly account_id: Uuid | null
  readonly amount: bigint
  readonly lots: readonly Uuid[]
  readonly parts: readonly bigint[]
}
const partColumns = 'id, refund_id, payment_id, tender_id, type, account_id, amount, lots, parts'

export async function insertRefundParts(tx: Transaction, lane: number, rows: readonly RefundPartRow[]): Promise<void> {
  for (const row of rows) {
    await tx.query(
      `INSERT INTO payments.refund_parts (lane, ${partColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        lane,
        row.id,
        row.refund_id,
        row.payment_id,
        row.tender_id,
        row.type,
        row.account_id,
        row.amount,
        arrayOf(row.lots),
        arrayOf(row.parts),
      ],
    )
  }
}

export async function selectPartsOf(db: Queryable, paymentId: Uuid): Promise<RefundPartRow[]> {
  return db.query<RefundPartRow>(
    `SELECT ${partColumns} FROM payments.refund_parts
      WHERE lane = ANY ($1::smallint[]) AND payment_id = $2 ORDER BY refund_id, id`,
    [allLanes, paymentId],
  )
}

/** Parts by their own ids, which are those of transfers. */
export async function selectRefundParts(db: Queryable, lane: number, ids: readonly Uuid[]): Promise<RefundPartRow[]> {
  return db.query<RefundPartRow>(
    `SELECT ${partColumns} FROM payments.refund_parts WHERE lane = $1 AND id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
  )
}
