/** Follows the outbox and writes down what happened for integrators, each event once: the place moves in the same transaction. */
import { type EventType, idPrefixes } from '@ringfence/contract'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import { outboxHeads, type ReadOutbox, readOutbox } from '../../platform/outbox.ts'
import { type Happening, happeningsOfAll } from '../notifications/events.ts'
import { insertDeliveries } from './delivery-store.ts'
import { insertEvents, lockOffset, moveOffset, type NewEvent } from './store.ts'

const portion = 10
/** What happened earlier than this is history that was brought in, or long forgotten: it is no event. */
export const keptMs = 30 * 86_400_000

/** True when there may be more. */
export async function recordEvents(db: Database, nowMs: number, read: ReadOutbox = readOutbox): Promise<boolean> {
  let more = false
  for (const { lane, seq } of await outboxHeads(db))
    more = (await recordLane(db, { lane, head: seq, nowMs, read })) || more
  return more
}

interface LaneRead {
  readonly lane: number
  readonly head: bigint
  readonly nowMs: number
  readonly read: ReadOutbox
}

async function recordLane(db: Database, { lane, head, nowMs, read }: LaneRead): Promise<boolean> {
  return db.transaction(async tx => {
    const offset = await lockOffset(tx, lane)
    if (offset >= head) return false
    const entries = await read(tx, lane, offset, portion, 'webhooks')
    const seqLast = entries.at(-1)?.seq
    if (seqLast === undefined) return false
    const happenings = await happeningsOfAll(tx, entries)
    const events = happenings.filter(({ at }) => at.getTime() > nowMs - keptMs).map(eventOf)
    if (events.length > 0) {
      const last = await insertEvents(tx, events)
      await insertDeliveries(tx, { after: last - BigInt(events.length), last, atMs: nowMs })
    }
    await moveOffset(tx, lane, seqLast)
    return entries.length === portion
  })
}

function eventOf(happening: Happening): NewEvent & { type: EventType } {
  const { type, id, accountId, storeId, terminalId, amount, currency, at, paymentId } = happening
  return {
    id: newId(),
    type,
    at,
    data: {
      id,
      accountId: accountId === null ? null : toTypeId(idPrefixes.account, accountId),
      storeId: storeId === null ? null : toTypeId(idPrefixes.store, storeId),
      terminalId: terminalId === null ? null : toTypeId(idPrefixes.terminal, terminalId),
      amount: toJson(amount),
      currency,
      at: at.toISOString(),
      ...(paymentId === undefined ? {} : { paymentId: toTypeId(idPrefixes.payment, paymentId) }),
    },
  }
}
