/** SQL of bulk loads and their lines. */
import type { BulkLoadLineStatus, BulkLoadStatus } from '@ringfence/contract'
import type { Uuid } from '../../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../../platform/database.ts'
import type { Idempotency } from '../../../platform/http.ts'
import type { JudgedLine } from './rules.ts'

export type BulkKind = 'employer' | 'promotion'

export interface BulkLoadRow {
  readonly id: Uuid
  readonly name: string
  readonly kind: BulkKind
  readonly currency: string
  readonly expires_at: Date | null
  readonly status: BulkLoadStatus
  readonly created_by: Uuid
  readonly created_by_name: string
  readonly created_at: Date
  readonly decided_by: Uuid | null
  readonly decided_by_name: string | null
  readonly decided_at: Date | null
  readonly fingerprint: string
}
const columns = `id, name, kind, currency, expires_at, status, created_by, created_by_name, created_at, decided_by, decided_by_name,
  decided_at, replace(fingerprint::text, '-', '') AS fingerprint`

export interface NewBulkLoad {
  readonly id: Uuid
  readonly name: string
  readonly kind: BulkKind
  readonly currency: string
  readonly expiresMs: number | undefined
  readonly createdBy: Uuid
  readonly createdByName: string
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function insertBulkLoad(tx: Transaction, load: NewBulkLoad, lines: readonly JudgedLine[]): Promise<void> {
  await tx.query(
    `INSERT INTO funding.bulk_loads (id, name, kind, currency, expires_at, status, created_by, created_by_name, created_at,
                                     client_id, idempotency_key, fingerprint)
     VALUES ($1, $2, $3, $4, $5, 'preview', $6, $7, $8, $9, $10, $11)`,
    [
      load.id,
      load.name,
      load.kind,
      load.currency,
      load.expiresMs === undefined ? null : new Date(load.expiresMs),
      load.createdBy,
      load.createdByName,
      new Date(load.atMs),
      load.idempotency.clientId,
      load.idempotency.key,
      load.idempotency.fingerprint,
    ],
  )
  await tx.query(
    `INSERT INTO funding.bulk_lines (bulk_id, line, given, customer_id, account_id, amount, status, problem)
     SELECT $1, l.line, l.given, l.customer_id, l.account_id, l.amount, CASE WHEN l.problem IS NULL THEN 'ready' ELSE 'problem' END,
            l.problem
       FROM unnest($2::int[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[])
            l(line, given, customer_id, account_id, amount, problem)`,
    [
      load.id,
      arrayOf(lines.map(line => line.line)),
      lines.map(line => line.given),
      arrayOf(lines.map(line => line.customerId ?? null)),
      arrayOf(lines.map(line => line.accountId ?? null)),
      arrayOf(lines.map(line => line.amount ?? null)),
      lines.map(line => line.problem ?? null),
    ],
  )
}

export async function selectBulkLoadByKey(db: Queryable, key: Idempotency): Promise<BulkLoadRow | undefined> {
  const [row] = await db.query<BulkLoadRow>(
    `SELECT ${columns} FROM funding.bulk_loads WHERE client_id = $1 AND idempotency_key = $2`,
    [key.clientId, key.key],
  )
  return row
}

export async function selectBulkLoad(db: Queryable, id: Uuid): Promise<BulkLoadRow | undefined> {
  const [row] = await db.query<BulkLoadRow>(`SELECT ${columns} FROM funding.bulk_loads WHERE id = $1`, [id])
  return row
}

/** Locked until the transaction ends. */
export async function lockBulkLoad(tx: Transaction, id: Uuid): Promise<BulkLoadRow | undefined> {
  const [row] = await tx.query<BulkLoadRow>(`SELECT ${columns} FROM funding.bulk_loads WHERE id = $1 FOR UPDATE`, [id])
  return row
}

/** Newest first. */
export async function selectBulkLoads(
  db: Queryable,
  page: { before: Uuid | undefined; limit: number },
): Promise<BulkLoadRow[]> {
  return db.query<BulkLoadRow>(
    `SELECT ${columns} FROM funding.bulk_loads WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
    [page.before ?? null, page.limit],
  )
}

/** Of approved loads that have lines left to post, or to undo. */
export async function selectAtWork(db: Queryable): Promise<BulkLoadRow[]> {
  return db.query<BulkLoadRow>(
    `SELECT ${columns} FROM funding.bulk_loads WHERE status IN ('posting', 'undoing') ORDER BY id`,
  )
}

export async function updateDecided(
  tx: Transaction,
  load: { id: Uuid; status: BulkLoadStatus; by: Uuid; byName: string; atMs: number },
): Promise<void> {
  await tx.query(
    `UPDATE funding.bulk_loads SET status = $2, decided_by = $3, decided_by_name = $4, decided_at = $5 WHERE id = $1`,
    [load.id, load.status, load.by, load.byName, new Date(load.atMs)],
  )
}

/** Begins to take back: lines that could not be taken back before are tried again. */
export async function updateUndoing(tx: Transaction, id: Uuid): Promise<void> {
  await tx.query(`UPDATE funding.bulk_loads SET status = 'undoing' WHERE id = $1`, [id])
  await tx.query(`UPDATE funding.bulk_lines SET problem = NULL WHERE bulk_id = $1 AND status = 'loaded'`, [id])
}

/** Ends the posting, or the undoing, of a load that has no line left for it; false while there is one, or when it has ended. */
export async function finishBulkLoad(db: Queryable, id: Uuid): Promise<boolean> {
  const rows = await db.query(
    `UPDATE funding.bulk_loads b
        SET status = CASE WHEN b.status = 'posting' THEN 'done'
                          WHEN EXISTS (SELECT FROM funding.bulk_lines l WHERE l.bulk_id = b.id AND l.status = 'loaded') THEN 'done'
                          ELSE 'undone' END
      WHERE b.id = $1 AND b.status IN ('posting', 'undoing')
        AND NOT EXISTS (SELECT FROM funding.bulk_lines l WHERE l.bulk_id = b.id
                           AND CASE b.status WHEN 'posting' THEN l.status = 'ready' ELSE l.status = 'loaded' AND l.problem IS NULL END)
      RETURNING b.id`,
    [id],
  )
  return rows.length === 1
}

export interface BulkLineRow {
  readonly line: number
  readonly given: string
  readonly customer_id: Uuid | null
  readonly account_id: Uuid | null
  readonly amount: bigint | null
  readonly status: BulkLoadLineStatus
  readonly problem: string | null
  readonly load_id: Uuid | null
  readonly taken_back: bigint
}
const lineColumns = 'line, given, customer_id, account_id, amount, status, problem, load_id, taken_back'

/** In the list's order. */
export async function selectLines(
  db: Queryable,
  bulkId: Uuid,
  page: { after: number; limit: number; status: BulkLoadLineStatus | undefined },
): Promise<BulkLineRow[]> {
  return db.query<BulkLineRow>(
    `SELECT ${lineColumns} FROM funding.bulk_lines
      WHERE bulk_id = $1 AND line > $2 AND ($4::text IS NULL OR status = $4) ORDER BY line LIMIT $3`,
    [bulkId, page.after, page.limit, page.status ?? null],
  )
}

/** A line that is whole: it has an account and an amount. */
export interface LineToPost {
  readonly line: number
  readonly account_id: Uuid
  readonly amount: bigint
}

/** Claims lines to load: locked until the transaction ends, passed over by other workers. */
export async function claimReady(tx: Transaction, bulkId: Uuid, limit: number): Promise<LineToPost[]> {
  return tx.query<LineToPost>(
    `SELECT line, account_id, amount FROM funding.bulk_lines WHERE bulk_id = $1 AND status = 'ready'
      ORDER BY line LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [bulkId, limit],
  )
}

export interface LineToUndo extends LineToPost {
  readonly load_id: Uuid
}

/** Claims a line to take back. */
export async function claimLoaded(tx: Transaction, bulkId: Uuid): Promise<LineToUndo | undefined> {
  const [row] = await tx.query<LineToUndo>(
    `SELECT line, account_id, amount, load_id FROM funding.bulk_lines
      WHERE bulk_id = $1 AND status = 'loaded' AND problem IS NULL ORDER BY line LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [bulkId],
  )
  return row
}

export async function markLoaded(
  tx: Transaction,
  bulkId: Uuid,
  lines: readonly { line: number; loadId: Uuid }[],
): Promise<void> {
  await tx.query(
    `UPDATE funding.bulk_lines l SET status = 'loaded', load_id = n.load_id
       FROM unnest($2::int[], $3::uuid[]) n(line, load_id) WHERE l.bulk_id = $1 AND l.line = n.line`,
    [bulkId, arrayOf(lines.map(line => line.line)), arrayOf(lines.map(line => line.loadId))],
  )
}

/** Only a line that is still to be loaded. */
export async function markRefused(db: Queryable, bulkId: Uuid, line: number, problem: string): Promise<void> {
  await db.query(
    `UPDATE funding.bulk_lines SET status = 'refused', problem = $3 WHERE bulk_id = $1 AND line = $2 AND status = 'ready'`,
    [bulkId, line, problem],
  )
}

export async function markUndone(tx: Transaction, bulkId: Uuid, line: number, takenBack: bigint): Promise<void> {
  await tx.query(`UPDATE funding.bulk_lines SET status = 'undone', taken_back = $3 WHERE bulk_id = $1 AND line = $2`, [
    bulkId,
    line,
    takenBack,
  ])
}

/** Only a line that is still to be taken back. */
export async function markStuck(db: Queryable, bulkId: Uuid, line: number, problem: string): Promise<void> {
  await db.query(`UPDATE funding.bulk_lines SET problem = $3 WHERE bulk_id = $1 AND line = $2 AND status = 'loaded'`, [
    bulkId,
    line,
    problem,
  ])
}

export interface BulkTotals {
  readonly bulk_id: Uuid
  readonly lines: bigint
  readonly ready: bigint
  readonly ready_amount: bigint
  readonly problems: bigint
  readonly loaded: bigint
  readonly loaded_amount: bigint
  readonly refused: bigint
  readonly undone: bigint
  readonly taken_back: bigint
  readonly spent: bigint
}

/** Of each load what its preview promised, and what became of it. */
export async function selectTotals(db: Queryable, ids: readonly Uuid[]): Promise<Map<Uuid, BulkTotals>> {
  const rows = await db.query<BulkTotals>(
    `SELECT bulk_id, count(*) AS lines,
            count(*) FILTER (WHERE status <> 'problem') AS ready,
            coalesce(sum(amount) FILTER (WHERE status <> 'problem'), 0)::bigint AS ready_amount,
            count(*) FILTER (WHERE status = 'problem') AS problems,
            count(*) FILTER (WHERE load_id IS NOT NULL) AS loaded,
            coalesce(sum(amount) FILTER (WHERE load_id IS NOT NULL), 0)::bigint AS loaded_amount,
            count(*) FILTER (WHERE status = 'refused') AS refused,
            count(*) FILTER (WHERE status = 'undone') AS undone,
            sum(taken_back)::bigint AS taken_back,
            coalesce(sum(amount - taken_back) FILTER (WHERE status = 'undone'), 0)::bigint AS spent
       FROM funding.bulk_lines WHERE bulk_id = ANY ($1::uuid[]) GROUP BY bulk_id`,
    [arrayOf(ids)],
  )
  return new Map(rows.map(row => [row.bulk_id, row]))
}

export interface BulkLoadToBook {
  readonly lane: number
  readonly id: Uuid
  readonly accountId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly tender: 'bulk' | 'promotion'
  /** The bulk load, and the line in it: a second load for the same line can't be written. */
  readonly bulkId: Uuid
  readonly line: number
  readonly staffId: Uuid
  readonly atMs: number
}

/** Loads as customers see them; their transfers are posted in the same transaction. */
export async function insertLoads(tx: Transaction, loads: readonly BulkLoadToBook[]): Promise<void> {
  await tx.query(
    `INSERT INTO funding.loads (lane, id, account_id, amount, currency, tender, status, staff_id, client_id, idempotency_key,
                                fingerprint, at)
     SELECT l.lane, l.id, l.account_id, l.amount, $5, $6, 'succeeded', $7, $8, l.line::text, $8, $9
       FROM unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::bigint[], $10::int[]) l(lane, id, account_id, amount, line)`,
    [
      arrayOf(loads.map(load => load.lane)),
      arrayOf(loads.map(load => load.id)),
      arrayOf(loads.map(load => load.accountId)),
      arrayOf(loads.map(load => load.amount)),
      loads[0]!.currency,
      loads[0]!.tender,
      loads[0]!.staffId,
      loads[0]!.bulkId,
      new Date(loads[0]!.atMs),
      arrayOf(loads.map(load => load.line)),
    ],
  )
}
