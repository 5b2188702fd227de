/** SQL of receipts by e-mail: who asked for one, who wants one always, how far the listener has read. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'

export interface ReceiptRow {
  readonly id: Uuid
  readonly payment_id: Uuid
  readonly fingerprint: string
  readonly at: Date
}

export async function selectReceiptByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<ReceiptRow | undefined> {
  const [row] = await db.query<ReceiptRow>(
    `SELECT id, payment_id, replace(fingerprint::text, '-', '') AS fingerprint, at FROM notifications.receipts
      WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

/** False when its key is known already. */
export async function insertReceipt(
  tx: Transaction,
  receipt: { id: Uuid; paymentId: Uuid; idempotency: Idempotency; atMs: number },
): Promise<boolean> {
  const { id, paymentId, idempotency, atMs } = receipt
  const rows = await tx.query(
    `INSERT INTO notifications.receipts (id, payment_id, client_id, idempotency_key, fingerprint, at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (client_id, idempotency_key) DO NOTHING RETURNING id`,
    [id, paymentId, idempotency.clientId, idempotency.key, idempotency.fingerprint, new Date(atMs)],
  )
  return rows.length === 1
}

/** Those of the customers who want every receipt. */
export async function wantReceipts(db: Queryable, customerIds: readonly Uuid[]): Promise<Set<Uuid>> {
  const rows = await db.query<{ customer_id: Uuid }>(
    'SELECT customer_id FROM notifications.mail_preferences WHERE customer_id = ANY ($1::uuid[]) AND receipts_always',
    [arrayOf(customerIds)],
  )
  return new Set(rows.map(row => row.customer_id))
}

export async function putReceiptsAlways(db: Queryable, customerId: Uuid, always: boolean, atMs: number): Promise<void> {
  await db.query(
    `INSERT INTO notifications.mail_preferences (customer_id, receipts_always, changed_at) VALUES ($1, $2, $3)
     ON CONFLICT (customer_id) DO UPDATE SET receipts_always = excluded.receipts_always, changed_at = excluded.changed_at`,
    [customerId, always, new Date(atMs)],
  )
}

/** How far the outbox is read, locked. The first time it starts where the outbox is: what was before is the past. */
export async function lockOffset(tx: Transaction, lane: number, head: bigint): Promise<bigint> {
  await tx.query('INSERT INTO notifications.offsets (lane, seq) VALUES ($1, $2) ON CONFLICT DO NOTHING', [lane, head])
  const [row] = await tx.query<{ seq: bigint }>('SELECT seq FROM notifications.offsets WHERE lane = $1 FOR UPDATE', [
    lane,
  ])
  return row!.seq
}

export async function moveOffset(tx: Transaction, lane: number, seq: bigint): Promise<void> {
  await tx.query('UPDATE notifications.offsets SET seq = $2 WHERE lane = $1', [lane, seq])
}
