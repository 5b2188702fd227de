/** SQL of printed batches. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'

export interface BatchRow {
  readonly id: Uuid
  readonly name: string
  readonly design: string
  readonly currency: string
  /** The most that one card may hold, in minor units. */
  readonly ceiling: bigint
  readonly valid_months: number | null
  readonly count: number
  /** Cards that are drawn so far. */
  readonly made: number
  readonly activated: bigint
  readonly ordered_by_name: string
  readonly ordered_at: Date
  readonly downloaded_by_name: string | null
  readonly downloaded_at: Date | null
  /** Who may download it now. */
  readonly released_to: Uuid | null
  readonly fingerprint: string
}
const columns = `b.id, b.name, b.design, b.currency, b.ceiling, b.valid_months, b.count, b.made, b.ordered_by_name, b.ordered_at,
  b.downloaded_by_name, b.downloaded_at, b.released_to, replace(b.fingerprint::text, '-', '') AS fingerprint,
  (SELECT count(*) FROM gift_cards.cards c WHERE c.batch_id = b.id AND c.activated_at IS NOT NULL) AS activated`

export interface NewBatch {
  readonly id: Uuid
  readonly name: string
  readonly design: string
  readonly currency: string
  readonly ceiling: bigint
  readonly validMonths: number | null
  readonly count: number
  readonly orderedBy: { readonly id: Uuid; readonly name: string }
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** False when its key is known already. */
export async function insertBatch(tx: Transaction, batch: NewBatch): Promise<boolean> {
  const { clientId, key, fingerprint } = batch.idempotency
  const rows = await tx.query(
    `INSERT INTO gift_cards.batches (id, name, design, currency, ceiling, valid_months, count, ordered_by, ordered_by_name, ordered_at,
                                     client_id, idempotency_key, fingerprint)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (client_id, idempotency_key) DO NOTHING RETURNING id`,
    [
      batch.id,
      batch.name,
      batch.design,
      batch.currency,
      batch.ceiling,
      batch.validMonths,
      batch.count,
      batch.orderedBy.id,
      batch.orderedBy.name,
      new Date(batch.atMs),
      clientId,
      key,
      fingerprint,
    ],
  )
  return rows.length === 1
}

export async function selectBatch(db: Queryable, id: Uuid): Promise<BatchRow | undefined> {
  const [row] = await db.query<BatchRow>(`SELECT ${columns} FROM gift_cards.batches b WHERE b.id = $1`, [id])
  return row
}

export async function selectBatchByKey(db: Queryable, { clientId, key }: Idempotency): Promise<BatchRow | undefined> {
  const [row] = await db.query<BatchRow>(
    `SELECT ${columns} FROM gift_cards.batches b WHERE b.client_id = $1 AND b.idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

/** Newest first. */
export async function selectBatches(
  db: Queryable,
  page: { before: Uuid | undefined; limit: number },
): Promise<BatchRow[]> {
  return db.query<BatchRow>(
    `SELECT ${columns} FROM gift_cards.batches b WHERE $1::uuid IS NULL OR b.id < $1 ORDER BY b.id DESC LIMIT $2`,
    [page.before ?? null, page.limit],
  )
}

/** The oldest batch that lacks cards. */
export async function selectUnmade(db: Queryable): Promise<BatchRow | undefined> {
  const [row] = await db.query<BatchRow>(
    `SELECT ${columns} FROM gift_cards.batches b WHERE b.made < b.count ORDER BY b.id LIMIT 1`,
  )
  return row
}

export interface LockedBatch {
  readonly count: number
  readonly made: number
  readonly downloaded_at: Date | null
  /** Who may download it, by the approval of somebody else. */
  readonly released_to: Uuid | null
}

/** The batch, kept from changing until the transaction ends. */
export async function lockBatch(tx: Transaction, id: Uuid): Promise<LockedBatch | undefined> {
  const [row] = await tx.query<LockedBatch>(
    'SELECT count, made, downloaded_at, released_to FROM gift_cards.batches WHERE id = $1 FOR UPDATE',
    [id],
  )
  return row
}

export async function updateReleased(
  tx: Transaction,
  id: Uuid,
  { to, atMs }: { to: Uuid; atMs: number },
): Promise<void> {
  await tx.query('UPDATE gift_cards.batches SET released_to = $2, released_at = $3 WHERE id = $1', [
    id,
    to,
    new Date(atMs),
  ])
}

export async function addMade(tx: Transaction, id: Uuid, made: number): Promise<void> {
  await tx.query('UPDATE gift_cards.batches SET made = made + $2 WHERE id = $1', [id, made])
}

/** What is told of a batch's cards, sealed, in the order they were made; from now on it is not kept. */
export async function takeBatchSecrets(
  tx: Transaction,
  batchId: Uuid,
  by: { name: string; atMs: number },
): Promise<Buffer[]> {
  const rows = await tx.query<{ sealed_secret: Buffer }>(
    'SELECT sealed_secret FROM gift_cards.cards WHERE batch_id = $1 AND sealed_secret IS NOT NULL ORDER BY id',
    [batchId],
  )
  await tx.query('UPDATE gift_cards.cards SET sealed_secret = NULL WHERE batch_id = $1', [batchId])
  await tx.query('UPDATE gift_cards.batches SET downloaded_at = $2, downloaded_by_name = $3 WHERE id = $1', [
    batchId,
    new Date(by.atMs),
    by.name,
  ])
  return rows.map(row => row.sealed_secret)
}
