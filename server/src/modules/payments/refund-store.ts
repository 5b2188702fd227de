/** SQL of refunds. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { allLanes } from '../ledger/index.ts'
import type { PaymentRow } from './store.ts'

export interface RefundRow {
  readonly id: Uuid
  readonly payment_id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly lines: { index: number; quantity: number }[] | null
  readonly reason: string
  readonly terminal_id: Uuid | null
  readonly fingerprint: string
  readonly at: Date
}
const refundColumns = `id, payment_id, amount, currency, lines, reason, terminal_id, replace(fingerprint::text, '-', '') AS fingerprint, at`

/** Takes the payment's row for this transaction: refunds of one payment go one after the other. */
export async function lockPayment(tx: Transaction, id: Uuid): Promise<(PaymentRow & { lane: number }) | undefined> {
  const [row] = await tx.query<PaymentRow & { lane: number }>(
    `SELECT lane, id, account_id, store_id, terminal_id, amount, refunded, currency, items FROM payments.payments
      WHERE lane = ANY ($1::smallint[]) AND id = $2 FOR UPDATE`,
    [allLanes, id],
  )
  return row
}

export interface NewRefund {
  readonly lane: number
  readonly id: Uuid
  readonly paymentId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly lines: readonly { index: number; quantity: number }[] | undefined
  readonly reason: string
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** Writes the refund, raises what the payment has given back, and tells the listeners. */
export async function insertRefund(tx: Transaction, refund: NewRefund): Promise<void> {
  await tx.query(
    `INSERT INTO payments.refunds (lane, id, payment_id, amount, currency, lines, reason, terminal_id, staff_id, client_id,
                                   idempotency_key, fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      refund.lane,
      refund.id,
      refund.paymentId,
      refund.amount,
      refund.currency,
      refund.lines ? JSON.stringify(refund.lines) : null,
      refund.reason,
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
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [refund.lane, 'payments.refunded', arrayOf([refund.id])])
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
  return db.query<RefundRow>(
    `SELECT ${refundColumns} FROM payments.refunds WHERE lane = $1 AND id = ANY ($2::uuid[])`,
    [lane, arrayOf(ids)],
  )
}
