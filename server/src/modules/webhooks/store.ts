/** SQL of endpoints and of events. */
import type { EventType, WebhookEndpointState, WebhookEvent } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'

export interface EndpointRow {
  readonly id: Uuid
  readonly client_id: Uuid | null
  readonly url: string
  readonly event_types: EventType[]
  readonly description: string
  readonly state: WebhookEndpointState
  readonly sealed_secret: Buffer
  readonly sealed_previous: Buffer | null
  readonly previous_until: Date | null
  readonly created_at: Date
  readonly rotated_at: Date
  readonly last_delivered_at: Date | null
}
const columns = `id, client_id, url, event_types, description, state, sealed_secret, sealed_previous, previous_until, created_at,
  rotated_at, last_delivered_at`

/** Whose endpoints a caller may see: a client its own, the brand's people all. */
export type Owner = { readonly clientId: Uuid } | 'all'
const ownedBy = (owner: Owner) => (owner === 'all' ? null : owner.clientId)

export async function insertEndpoint(
  tx: Transaction,
  endpoint: {
    id: Uuid
    clientId: Uuid | null
    url: string
    eventTypes: readonly string[]
    description: string
    sealedSecret: Buffer
    atMs: number
  },
): Promise<EndpointRow> {
  const { id, clientId, url, eventTypes, description, sealedSecret, atMs } = endpoint
  const [row] = await tx.query<EndpointRow>(
    `INSERT INTO webhooks.endpoints (id, client_id, url, event_types, description, sealed_secret, created_at, rotated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING ${columns}`,
    [id, clientId, url, eventTypes, description, sealedSecret, new Date(atMs)],
  )
  return row!
}

/** Of one owner; one at a time adds to them. */
export async function countEndpoints(tx: Transaction, clientId: Uuid | null): Promise<number> {
  await tx.query('LOCK TABLE webhooks.endpoints IN SHARE ROW EXCLUSIVE MODE')
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM webhooks.endpoints WHERE client_id IS NOT DISTINCT FROM $1',
    [clientId],
  )
  return row!.count
}

export async function selectEndpoints(db: Queryable, owner: Owner): Promise<EndpointRow[]> {
  return db.query<EndpointRow>(
    `SELECT ${columns} FROM webhooks.endpoints WHERE $1::uuid IS NULL OR client_id = $1 ORDER BY id DESC`,
    [ownedBy(owner)],
  )
}

export async function selectEndpoint(db: Queryable, owner: Owner, id: Uuid): Promise<EndpointRow | undefined> {
  const [row] = await db.query<EndpointRow>(
    `SELECT ${columns} FROM webhooks.endpoints WHERE id = $2 AND ($1::uuid IS NULL OR client_id = $1)`,
    [ownedBy(owner), id],
  )
  return row
}

export async function lockEndpoint(tx: Transaction, owner: Owner, id: Uuid): Promise<EndpointRow | undefined> {
  const [row] = await tx.query<EndpointRow>(
    `SELECT ${columns} FROM webhooks.endpoints WHERE id = $2 AND ($1::uuid IS NULL OR client_id = $1) FOR UPDATE`,
    [ownedBy(owner), id],
  )
  return row
}

export async function changeEndpoint(
  tx: Transaction,
  id: Uuid,
  { url, eventTypes, description }: { url: string; eventTypes: readonly string[]; description: string },
): Promise<void> {
  await tx.query('UPDATE webhooks.endpoints SET url = $2, event_types = $3, description = $4 WHERE id = $1', [
    id,
    url,
    eventTypes,
    description,
  ])
}

/** False when it was in that state before. */
export async function setEndpointState(tx: Transaction, id: Uuid, state: WebhookEndpointState): Promise<boolean> {
  const rows = await tx.query('UPDATE webhooks.endpoints SET state = $2 WHERE id = $1 AND state <> $2 RETURNING id', [
    id,
    state,
  ])
  return rows.length === 1
}

export async function rotateSecret(
  tx: Transaction,
  id: Uuid,
  { sealedSecret, previousUntilMs, atMs }: { sealedSecret: Buffer; previousUntilMs: number; atMs: number },
): Promise<void> {
  await tx.query(
    `UPDATE webhooks.endpoints SET sealed_previous = sealed_secret, previous_until = $3, sealed_secret = $2, rotated_at = $4
      WHERE id = $1`,
    [id, sealedSecret, new Date(previousUntilMs), new Date(atMs)],
  )
}

/** Secrets whose time is over are not kept. */
export async function forgetPreviousSecrets(db: Queryable, nowMs: number): Promise<void> {
  await db.query(
    'UPDATE webhooks.endpoints SET sealed_previous = NULL, previous_until = NULL WHERE previous_until <= $1',
    [new Date(nowMs)],
  )
}

export async function deleteEndpoint(tx: Transaction, id: Uuid): Promise<void> {
  await tx.query('DELETE FROM webhooks.endpoints WHERE id = $1', [id])
}

/** The lane's place in the outbox, locked: one process reads on at a time. */
export async function lockOffset(tx: Transaction, lane: number): Promise<bigint> {
  await tx.query('INSERT INTO webhooks.offsets (lane, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING', [lane])
  const [row] = await tx.query<{ seq: bigint }>('SELECT seq FROM webhooks.offsets WHERE lane = $1 FOR UPDATE', [lane])
  return row!.seq
}

export async function moveOffset(tx: Transaction, lane: number, seq: bigint): Promise<void> {
  await tx.query('UPDATE webhooks.offsets SET seq = $2 WHERE lane = $1', [lane, seq])
}

export interface NewEvent {
  readonly id: Uuid
  readonly type: string
  readonly at: Date
  readonly data: WebhookEvent['data'] | { readonly endpointId: string }
}

/** Numbers them in the order given; the number of the last is returned. */
export async function insertEvents(tx: Transaction, events: readonly NewEvent[], test = false): Promise<bigint> {
  const [row] = await tx.query<{ sequence: bigint }>(
    'UPDATE webhooks.counter SET sequence = sequence + $1 RETURNING sequence',
    [events.length],
  )
  const last = row!.sequence
  await tx.query(
    `INSERT INTO webhooks.events (sequence, id, type, at, data, test)
     SELECT $1::bigint + place, id, type, at, data, $6
       FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::jsonb[]) WITH ORDINALITY e(id, type, at, data, place)`,
    [
      last - BigInt(events.length),
      arrayOf(events.map(event => event.id)),
      events.map(event => event.type),
      events.map(event => event.at),
      events.map(event => JSON.stringify(event.data)),
      test,
    ],
  )
  return last
}

export interface EventRow {
  readonly sequence: bigint
  readonly id: Uuid
  readonly type: EventType
  readonly at: Date
  readonly data: WebhookEvent['data']
}

/** Oldest first, after a sequence number. */
export async function selectEvents(
  db: Queryable,
  { after, limit, types }: { after: bigint; limit: number; types: readonly string[] | undefined },
): Promise<EventRow[]> {
  return db.query<EventRow>(
    `SELECT sequence, id, type, at, data FROM webhooks.events
      WHERE sequence > $1 AND NOT test AND ($3::text[] IS NULL OR type = ANY ($3)) ORDER BY sequence LIMIT $2`,
    [after, limit, types ? arrayOf(types) : null],
  )
}

/** Their deliveries go with them. Returns how many. */
export async function deleteEvents(db: Queryable, before: Date, limit: number): Promise<number> {
  const rows = await db.query(
    `DELETE FROM webhooks.events WHERE sequence IN
       (SELECT sequence FROM webhooks.events WHERE at < $1 ORDER BY sequence LIMIT $2) RETURNING sequence`,
    [before, limit],
  )
  return rows.length
}
