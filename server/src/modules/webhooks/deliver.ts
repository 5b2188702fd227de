/**
 * Sends what is due. Any number of processes may do so at once: a delivery is taken by one of them. Whoever dies between sending and
 * writing it down makes it be sent again under the same id: at least once, never silently lost. Nothing is sent inside a transaction.
 */
import { idPrefixes, type WebhookFailure } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { AuditTrail } from '../../platform/audit-trail.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import {
  claimDue,
  type DueDelivery,
  endDelivery,
  noteDelivered,
  pauseEndpoint,
  postponeDelivery,
  withdrawWaiting,
} from './delivery-store.ts'
import { retryAfterMs } from './rules.ts'
import { openSecret, signedHeaders } from './secrets.ts'
import type { Answer, Sender } from './send.ts'
import { setEndpointState } from './store.ts'

export interface DeliveryRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly sender: Sender
  readonly audit: AuditTrail
  readonly onError: (error: unknown) => void
}

const perEndpoint = 8
const atOnce = 32
/** Longer than a portion can take by the sender's time-out. */
const leaseMs = 15 * 60_000
const pauseMs = 30_000

/** Returns how many were taken; call again while there are any. */
export async function deliverDue(room: DeliveryRoom, nowMs: number): Promise<number> {
  const due = await room.db.transaction(tx => claimDue(tx, { nowMs, leaseMs: nowMs + leaseMs, perEndpoint }))
  const rest = [...due]
  const paused = new Set<Uuid>()
  const work = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      await deliver(room, next, paused, nowMs).catch(room.onError)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, work))
  return due.length
}

async function deliver(room: DeliveryRoom, due: DueDelivery, paused: Set<Uuid>, nowMs: number): Promise<void> {
  const body = bodyOf(due)
  const headers = signedHeaders(secretsOf(room.masterKey, due, nowMs), eventIdOf(due), body, nowMs)
  const answer = await room.sender.send({ url: due.url, headers, body })
  const { id, attempts, endpoint_id: endpointId } = due
  if (answer.ok) {
    await endDelivery(room.db, { id, attempts, status: answer.status, failure: undefined })
    return noteDelivered(room.db, endpointId, nowMs)
  }
  if (answer.failure === 'gone') return leave(room, due, answer, nowMs)
  await postponeOrEnd(room, due, answer, nowMs)
  if (!isSilent(answer.failure) || paused.has(endpointId)) return
  paused.add(endpointId)
  await pauseEndpoint(room.db, endpointId, nowMs + pauseMs)
}

/** Whether it kept us waiting, so that the next one would as well. */
const isSilent = (failure: WebhookFailure) => failure === 'timeout' || failure === 'connection'

async function postponeOrEnd(
  { db }: DeliveryRoom,
  { id, attempts }: DueDelivery,
  { failure, status }: Extract<Answer, { ok: false }>,
  nowMs: number,
): Promise<void> {
  const waitMs = retryAfterMs(attempts)
  const ended = { id, attempts, status, failure }
  if (waitMs === undefined) await endDelivery(db, ended)
  else await postponeDelivery(db, { ...ended, dueMs: nowMs + waitMs })
}

/** 410 Gone: the endpoint wants no more, now or ever, until somebody enables it again. */
async function leave(
  { db, audit }: DeliveryRoom,
  { id, attempts, endpoint_id: endpointId }: DueDelivery,
  { status, failure }: Extract<Answer, { ok: false }>,
  nowMs: number,
): Promise<void> {
  await endDelivery(db, { id, attempts, status, failure })
  const left = await db.transaction(async tx => {
    const changed = await setEndpointState(tx, endpointId, 'gone')
    await withdrawWaiting(tx, endpointId, 'gone')
    return changed
  })
  if (!left) return
  audit.recordLater({
    actor: { kind: 'system' },
    operation: 'webhookEndpoint.gone',
    target: { kind: 'webhookEndpoint', id: toTypeId(idPrefixes.webhookEndpoint, endpointId) },
    outcome: 'done',
    atMs: nowMs,
  })
}

function secretsOf(masterKey: MasterKey, due: DueDelivery, nowMs: number): string[] {
  const previous = due.sealed_previous !== null && due.previous_until!.getTime() > nowMs ? [due.sealed_previous] : []
  return [due.sealed_secret, ...previous].map(sealed => openSecret(masterKey, sealed))
}

const eventIdOf = (due: DueDelivery) => toTypeId(idPrefixes.event, due.event_id)

function bodyOf(due: DueDelivery): string {
  const { type, at, sequence, data } = due
  return JSON.stringify({ id: eventIdOf(due), type, timestamp: at.toISOString(), sequence: toJson(sequence), data })
}
