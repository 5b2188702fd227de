/**
 * Sends what is due, each endpoint at its own pace: one that answers late holds up to two of the places, and nobody waits for it. Any number of processes may do so at once: a delivery is taken by one of them. Whoever dies between sending and
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

const perEndpoint = 2
const atOnce = 64
/** Longer than one try can take by the sender's time-out. */
const leaseMs = 2 * 60_000
const pauseMs = 30_000

export interface Delivering {
  /** Begins to send what is due and there is room for. Returns how many; call again while there are any, and when one has ended. */
  take(nowMs: number): Promise<number>
  /** When all that is in flight has been written down. */
  settled(): Promise<void>
}

/** `onEnd`: there is room again. */
export function startDelivering(room: DeliveryRoom, onEnd: () => void): Delivering {
  const inFlight = new Map<Uuid, number>()
  const running = new Set<Promise<void>>()
  const begin = (due: DueDelivery, nowMs: number) => {
    const { endpoint_id: endpoint } = due
    inFlight.set(endpoint, (inFlight.get(endpoint) ?? 0) + 1)
    const sending = deliver(room, due, nowMs)
      .catch(room.onError)
      .then(() => {
        const left = inFlight.get(endpoint)! - 1
        if (left === 0) inFlight.delete(endpoint)
        else inFlight.set(endpoint, left)
        running.delete(sending)
        onEnd()
      })
    running.add(sending)
  }
  return {
    async take(nowMs) {
      const limit = atOnce - running.size
      if (limit <= 0) return 0
      const claim = { nowMs, leaseMs: nowMs + leaseMs, perEndpoint, inFlight, limit }
      const due = await room.db.transaction(tx => claimDue(tx, claim))
      for (const each of due) begin(each, nowMs)
      return due.length
    },
    async settled() {
      await Promise.all(running)
    },
  }
}

async function deliver(room: DeliveryRoom, due: DueDelivery, nowMs: number): Promise<void> {
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
  if (isSilent(answer.failure)) await pauseEndpoint(room.db, endpointId, nowMs + pauseMs)
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
