/** SQL of deliveries: one event for one endpoint. */
import type { WebhookDeliveryStatus, WebhookFailure } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Owner } from './store.ts'

/** One for each endpoint that wants events of their types, of those after `after` up to `last`. */
export async function insertDeliveries(
  tx: Transaction,
  { after, last, atMs }: { after: bigint; last: bigint; atMs: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO webhooks.deliveries (id, endpoint_id, sequence, due_at)
     SELECT gen_random_uuid(), p.id, e.sequence, $3
       FROM webhooks.events e
       JOIN webhooks.endpoints p ON p.state = 'enabled' AND (p.event_types = '{}' OR e.type = ANY (p.event_types))
      WHERE e.sequence > $1 AND e.sequence <= $2 AND NOT e.test`,
    [after, last, new Date(atMs)],
  )
}

export async function insertDelivery(tx: Transaction, endpointId: Uuid, sequence: bigint, atMs: number): Promise<Uuid> {
  const id = newId()
  await tx.query('INSERT INTO webhooks.deliveries (id, endpoint_id, sequence, due_at) VALUES ($1, $2, $3, $4)', [
    id,
    endpointId,
    sequence,
    new Date(atMs),
  ])
  return id
}

export interface DueDelivery {
  readonly id: Uuid
  readonly endpoint_id: Uuid
  readonly attempts: number
  readonly url: string
  readonly sealed_secret: Buffer
  readonly sealed_previous: Buffer | null
  readonly previous_until: Date | null
  readonly sequence: bigint
  readonly event_id: Uuid
  readonly type: string
  readonly at: Date
  readonly data: unknown
}

export interface Claim {
  readonly nowMs: number
  readonly leaseMs: number
  /** How many an endpoint may have in flight, */
  readonly perEndpoint: number
  /** and how many it has. */
  readonly inFlight: ReadonlyMap<Uuid, number>
  /** Of all endpoints together. */
  readonly limit: number
}

/**
 * Takes what is due, as much as each endpoint has room for and the longest due first, and lets nobody else have it until `leaseMs`: a
 * process that dies over it is followed by another. What another process takes at this moment is passed over.
 */
export async function claimDue(
  tx: Transaction,
  { nowMs, leaseMs, perEndpoint, inFlight, limit }: Claim,
): Promise<DueDelivery[]> {
  return tx.query<DueDelivery>(
    `WITH due AS (
       SELECT w.id FROM webhooks.endpoints p LEFT JOIN unnest($4::uuid[], $5::int[]) b(id, count) ON b.id = p.id
        CROSS JOIN LATERAL (
          SELECT d.id, d.due_at FROM webhooks.deliveries d
           WHERE d.endpoint_id = p.id AND d.state = 'waiting' AND d.due_at <= $1
           ORDER BY d.sequence LIMIT greatest(0, $3 - coalesce(b.count, 0)) FOR UPDATE SKIP LOCKED) w
        WHERE p.state = 'enabled' ORDER BY w.due_at LIMIT $6),
     taken AS (
       UPDATE webhooks.deliveries d SET attempts = attempts + 1, due_at = $2, last_attempt_at = $1
         FROM due WHERE d.id = due.id RETURNING d.id, d.endpoint_id, d.sequence, d.attempts)
     SELECT t.id, t.endpoint_id, t.attempts, p.url, p.sealed_secret, p.sealed_previous, p.previous_until,
            e.sequence, e.id AS event_id, e.type, e.at, e.data
       FROM taken t JOIN webhooks.endpoints p ON p.id = t.endpoint_id JOIN webhooks.events e ON e.sequence = t.sequence
      ORDER BY e.sequence`,
    [
      new Date(nowMs),
      new Date(leaseMs),
      perEndpoint,
      arrayOf([...inFlight.keys()]),
      arrayOf([...inFlight.values()]),
      limit,
    ],
  )
}

interface Ended {
  readonly id: Uuid
  /** As it was taken: who comes late changes nothing. */
  readonly attempts: number
  readonly status: number | undefined
}

export async function endDelivery(
  db: Queryable,
  { id, attempts, status, failure }: Ended & { failure: WebhookFailure | undefined },
): Promise<void> {
  await db.query(
    `UPDATE webhooks.deliveries SET state = CASE WHEN $4::text IS NULL THEN 'delivered' ELSE 'failed' END, last_status = $3,
            last_failure = $4 WHERE id = $1 AND attempts = $2 AND state = 'waiting'`,
    [id, attempts, status ?? null, failure ?? null],
  )
}

export async function noteDelivered(db: Queryable, endpointId: Uuid, atMs: number): Promise<void> {
  await db.query(
    `UPDATE webhooks.endpoints SET last_delivered_at = $2 WHERE id = $1 AND coalesce(last_delivered_at < $2, true)`,
    [endpointId, new Date(atMs)],
  )
}

export async function postponeDelivery(
  db: Queryable,
  { id, attempts, status, failure, dueMs }: Ended & { failure: WebhookFailure; dueMs: number },
): Promise<void> {
  await db.query(
    `UPDATE webhooks.deliveries SET due_at = $3, last_status = $4, last_failure = $5
      WHERE id = $1 AND attempts = $2 AND state = 'waiting'`,
    [id, attempts, new Date(dueMs), status ?? null, failure],
  )
}

/** An endpoint that does not answer is left alone for a while, or what waits for it would keep all others waiting. */
export async function pauseEndpoint(db: Queryable, endpointId: Uuid, untilMs: number): Promise<void> {
  await db.query(
    `UPDATE webhooks.deliveries SET due_at = $2 WHERE endpoint_id = $1 AND state = 'waiting' AND due_at < $2`,
    [endpointId, new Date(untilMs)],
  )
}

export async function withdrawWaiting(tx: Transaction, endpointId: Uuid, failure: WebhookFailure): Promise<void> {
  await tx.query(
    `UPDATE webhooks.deliveries SET state = 'withdrawn', last_failure = $2 WHERE endpoint_id = $1 AND state = 'waiting'`,
    [endpointId, failure],
  )
}

/** From the beginning of its tries. */
export async function replayDelivery(tx: Transaction, id: Uuid, nowMs: number): Promise<void> {
  await tx.query(`UPDATE webhooks.deliveries SET state = 'waiting', attempts = 0, due_at = $2 WHERE id = $1`, [
    id,
    new Date(nowMs),
  ])
}

export interface DeliveryRow {
  readonly id: Uuid
  readonly endpoint_id: Uuid
  readonly sequence: bigint
  readonly event_id: Uuid
  readonly type: string
  readonly state: WebhookDeliveryStatus
  readonly attempts: number
  readonly due_at: Date
  readonly last_status: number | null
  readonly last_failure: WebhookFailure | null
  readonly last_attempt_at: Date | null
}
const selected = `SELECT d.id, d.endpoint_id, d.sequence, e.id AS event_id, e.type, d.state, d.attempts, d.due_at, d.last_status,
  d.last_failure, d.last_attempt_at FROM webhooks.deliveries d JOIN webhooks.events e ON e.sequence = d.sequence`

export async function selectDelivery(db: Queryable, owner: Owner, id: Uuid): Promise<DeliveryRow | undefined> {
  const [row] = await db.query<DeliveryRow>(
    `${selected} JOIN webhooks.endpoints p ON p.id = d.endpoint_id
      WHERE d.id = $1 AND ($2::uuid IS NULL OR p.client_id = $2)`,
    [id, owner === 'all' ? null : owner.clientId],
  )
  return row
}

/** Newest first, before a sequence number. */
export async function selectDeliveries(
  db: Queryable,
  endpointId: Uuid,
  page: { before: bigint | undefined; limit: number; status: string | undefined },
): Promise<DeliveryRow[]> {
  return db.query<DeliveryRow>(
    `${selected} WHERE d.endpoint_id = $1 AND ($2::bigint IS NULL OR d.sequence < $2) AND ($4::text IS NULL OR d.state = $4)
      ORDER BY d.sequence DESC LIMIT $3`,
    [endpointId, page.before ?? null, page.limit, page.status ?? null],
  )
}

export async function countDeliveries(
  db: Queryable,
  endpointIds: readonly Uuid[],
): Promise<Map<Uuid, { waiting: number; failed: number }>> {
  const rows = await db.query<{ id: Uuid; waiting: number; failed: number }>(
    `SELECT i.id,
            (SELECT count(*)::int FROM webhooks.deliveries d WHERE d.endpoint_id = i.id AND d.state = 'waiting') AS waiting,
            (SELECT count(*)::int FROM webhooks.deliveries d WHERE d.endpoint_id = i.id AND d.state = 'failed') AS failed
       FROM unnest($1::uuid[]) i(id)`,
    [arrayOf(endpointIds)],
  )
  return new Map(rows.map(row => [row.id, row]))
}
