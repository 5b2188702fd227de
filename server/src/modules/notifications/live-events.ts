/** Live events: follows the outbox and hands each event to the account it touches, its till's store, and the console. */
import type { LiveEvent } from '@ringfence/contract'
import { idPrefixes } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { Caller } from '../../platform/http.ts'
import { type OutboxEntry, outboxHeads, type RunningListener, readOutbox, runListener } from '../../platform/outbox.ts'
import { readLoadEvents } from '../funding/events.ts'
import { readPaymentEvents, readRefundEvents } from '../payments/events.ts'

export interface PushedEvent {
  /** Place in the sequence, to resume from: `<lane>-<seq>`. */
  readonly id: string
  readonly type: string
  readonly data: string
}

type Push = (event: PushedEvent) => void
interface Subscriber {
  readonly caller: Caller
  readonly accounts: ReadonlySet<Uuid>
  readonly push: Push
}
interface Event {
  readonly type: LiveEvent['type']
  readonly id: string
  readonly accountId: Uuid
  readonly storeId: Uuid | null
  readonly terminalId: Uuid | null
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

export interface LiveEvents {
  /** Events for a caller from now on, or from after `lastEventId`; returns how to stop. */
  subscribe(caller: Caller, lastEventId: string | undefined, push: Push): () => void
  wake(): void
  close(): Promise<void>
}

export interface LiveEventsRoom {
  readonly db: Database
  readonly accountIdsOf: (customerId: Uuid) => Promise<Uuid[]>
  readonly balancesOf: (accountIds: readonly Uuid[]) => Promise<Map<Uuid, { balance: bigint }>>
  readonly onError: (error: unknown) => void
}

const portion = 200

export async function followLiveEvents(room: LiveEventsRoom): Promise<LiveEvents> {
  const subscribers = new Set<Subscriber>()
  const cursors = new Map((await outboxHeads(room.db)).map(({ lane, seq }) => [lane, seq]))
  const listener: RunningListener = runListener({ work: follow, everyMs: 200, onError: room.onError })

  async function follow(): Promise<boolean> {
    let more = false
    for (const [lane, seq] of cursors) {
      const entries = await readOutbox(room.db, lane, seq, portion)
      for (const entry of entries) {
        if (subscribers.size > 0) await deliver(room, entry, [...subscribers])
        cursors.set(lane, entry.seq)
      }
      more ||= entries.length === portion
    }
    return more
  }

  /** What a reconnecting subscriber missed, up to where the others are. */
  async function catchUp(subscriber: Subscriber, lastEventId: string): Promise<void> {
    const [, lane, after] = /^(\d{1,4})-(\d{1,18})$/.exec(lastEventId) ?? []
    const end = cursors.get(Number(lane))
    if (after === undefined || end === undefined) return
    for (const entry of await readOutbox(room.db, Number(lane), BigInt(after), portion)) {
      if (entry.seq <= end) await deliver(room, entry, [subscriber])
    }
  }

  return {
    subscribe(caller, lastEventId, push) {
      let subscriber: Subscriber | undefined
      let stopped = false
      const start = async () => {
        const accounts = caller.role === 'customer' ? await room.accountIdsOf(caller.personId) : []
        if (stopped) return
        subscriber = { caller, accounts: new Set(accounts), push }
        subscribers.add(subscriber)
        if (lastEventId !== undefined) await catchUp(subscriber, lastEventId)
      }
      start().catch(room.onError)
      return () => {
        stopped = true
        if (subscriber) subscribers.delete(subscriber)
      }
    },
    wake: () => listener.wake(),
    close: () => listener.close(),
  }
}

async function deliver(room: LiveEventsRoom, entry: OutboxEntry, subscribers: readonly Subscriber[]): Promise<void> {
  const events = await eventsOf(room.db, entry)
  const balances = await room.balancesOf(wantedAccounts(events, subscribers))
  for (const event of events) {
    for (const subscriber of subscribers) {
      if (!mayHear(subscriber, event)) continue
      const balance = subscriber.caller.role === 'customer' ? balances.get(event.accountId)?.balance : undefined
      subscriber.push({
        id: `${entry.lane}-${entry.seq}`,
        type: event.type,
        data: JSON.stringify(viewOf(event, balance)),
      })
    }
  }
}

async function eventsOf(db: Database, { type, lane, ids }: OutboxEntry): Promise<Event[]> {
  switch (type) {
    case 'payments.taken':
      return (await readPaymentEvents(db, lane, ids)).map(event => named('payment.captured', idPrefixes.payment, event))
    case 'payments.refunded':
      return (await readRefundEvents(db, lane, ids)).map(event => named('payment.refunded', idPrefixes.refund, event))
    case 'loads.succeeded':
      return (await readLoadEvents(db, lane, ids)).map(event => named('load.succeeded', idPrefixes.load, event))
    case 'loads.failed':
      return (await readLoadEvents(db, lane, ids)).map(event => named('load.failed', idPrefixes.load, event))
  }
}

function named(type: Event['type'], prefix: string, event: Omit<Event, 'type'>): Event {
  return { ...event, type, id: toTypeId(prefix, event.id) }
}

function wantedAccounts(events: readonly Event[], subscribers: readonly Subscriber[]): Uuid[] {
  const wanted = new Set(subscribers.flatMap(subscriber => [...subscriber.accounts]))
  return [...new Set(events.map(event => event.accountId))].filter(id => wanted.has(id))
}

/** Customers hear of their own accounts; people of a store of that store; people of the brand of everything. */
function mayHear({ caller, accounts }: Subscriber, event: Event): boolean {
  if (caller.role === 'customer') return accounts.has(event.accountId)
  return caller.storeId === undefined || caller.storeId === event.storeId
}

function viewOf(event: Event, balance: bigint | undefined): LiveEvent {
  return {
    type: event.type,
    id: event.id,
    accountId: toTypeId(idPrefixes.account, event.accountId),
    storeId: event.storeId === null ? null : toTypeId(idPrefixes.store, event.storeId),
    terminalId: event.terminalId === null ? null : toTypeId(idPrefixes.terminal, event.terminalId),
    amount: toJson(event.amount),
    currency: event.currency,
    at: event.at.toISOString(),
    ...(balance === undefined ? {} : { balance: toJson(balance) }),
  }
}
