/** All SQL of the trail. */
import type { Queryable } from '../../platform/database.ts'
import { type EventRow, eventColumns, type NewEvent } from './event-row.ts'

export interface BatchRow {
  readonly batch: bigint
  readonly first_seq: bigint
  readonly last_seq: bigint
  readonly previous: Buffer
  /** 32 bytes for each event, in order. */
  readonly row_hashes: Buffer
  readonly hash: Buffer
  readonly sealed_at: Date
  readonly key_id: string
  /** The head as a compact JWS. */
  readonly signed: string
}

export async function appendEvents(db: Queryable, events: readonly NewEvent[]): Promise<void> {
  await db.query('SELECT audit.append($1::jsonb)', [JSON.stringify(events)], 'audit append')
}

export async function selectHead(db: Queryable): Promise<bigint> {
  const [row] = await db.query<{ last_seq: bigint }>('SELECT last_seq FROM audit.head')
  return row!.last_seq
}

export async function selectEvents(db: Queryable, first: bigint, last: bigint): Promise<EventRow[]> {
  return db.query(`SELECT ${eventColumns} FROM audit.events WHERE seq BETWEEN $1 AND $2 ORDER BY seq`, [first, last])
}

/** What is where no event can be: before the first, after the last that was ever appended. */
export async function selectOutsiders(db: Queryable, head: bigint): Promise<EventRow[]> {
  return db.query(
    `(SELECT ${eventColumns} FROM audit.events WHERE seq < 1 ORDER BY seq LIMIT 100)
     UNION ALL (SELECT ${eventColumns} FROM audit.events WHERE seq > $1 ORDER BY seq LIMIT 100)`,
    [head],
  )
}

export async function selectBatches(db: Queryable, after: bigint, limit: number): Promise<BatchRow[]> {
  return db.query('SELECT * FROM audit.batches WHERE batch > $1 ORDER BY batch LIMIT $2', [after, limit])
}

export async function selectLastBatch(db: Queryable): Promise<BatchRow | undefined> {
  const [row] = await db.query<BatchRow>('SELECT * FROM audit.batches ORDER BY batch DESC LIMIT 1')
  return row
}

/** False when another process sealed this batch first. */
export async function insertBatch(db: Queryable, row: Omit<BatchRow, 'first_seq'>): Promise<boolean> {
  const [{ done } = { done: false }] = await db.query<{ done: boolean }>(
    'SELECT audit.seal($1, $2, $3, $4, $5, $6, $7, $8) AS done',
    [row.batch, row.last_seq, row.previous, row.row_hashes, row.hash, row.sealed_at, row.key_id, row.signed],
  )
  return done
}

export interface Search {
  readonly actor?: string | undefined
  readonly operation?: string | undefined
  readonly target?: string | undefined
  readonly requestId?: string | undefined
  readonly outcome?: string | undefined
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}

/** Newest first from below `beyond`, or oldest first from above it. */
export async function searchEvents(
  db: Queryable,
  search: Search,
  page: { readonly beyond: bigint | undefined; readonly limit: number; readonly newestFirst: boolean },
): Promise<EventRow[]> {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const { actor, operation, target, requestId, outcome, fromMs, toMs } = search
  const wanted = [
    actor === undefined ? undefined : `${actorKinds.has(actor) ? 'actor_kind' : 'actor_id'} = ${put(actor)}`,
    operation === undefined ? undefined : `operation = ${put(operation)}`,
    target === undefined ? undefined : `target_id = ${put(target)}`,
    requestId === undefined ? undefined : `request_id = ${put(requestId)}`,
    outcome === undefined ? undefined : `outcome = ${put(outcome)}`,
    fromMs === undefined ? undefined : `at >= ${put(new Date(fromMs))}`,
    toMs === undefined ? undefined : `at < ${put(new Date(toMs))}`,
    page.beyond === undefined ? undefined : `seq ${page.newestFirst ? '<' : '>'} ${put(page.beyond)}`,
  ].filter(condition => condition !== undefined)
  return db.query(
    `SELECT ${eventColumns} FROM audit.events ${wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`}
      ORDER BY seq ${page.newestFirst ? 'DESC' : ''} LIMIT ${put(page.limit)}`,
    values,
  )
}
const actorKinds = new Set(['customer', 'staff', 'client', 'system'])

export interface VerificationRow {
  readonly at: Date
  readonly ok: boolean
  readonly report: unknown
}

export async function insertVerification(db: Queryable, { at, ok, report }: VerificationRow): Promise<void> {
  await db.query('INSERT INTO audit.verifications (at, ok, report) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    at,
    ok,
    JSON.stringify(report),
  ])
}

export async function selectLastVerification(db: Queryable): Promise<VerificationRow | undefined> {
  const [row] = await db.query<VerificationRow>(
    'SELECT at, ok, report FROM audit.verifications ORDER BY at DESC LIMIT 1',
  )
  return row
}
