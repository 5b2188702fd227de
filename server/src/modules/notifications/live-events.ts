/** Live events: follows the outbox and hands each event to the account it touches, its till's store, and the console. */
import type { LiveEvent } from '@ringfence/contract'
import { idPrefixes } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Database } from '../../platform/database.ts'
import type { Caller } from '../../platform/http.ts'
import { type OutboxEntry, outboxHeads, type RunningListener, readOutbox, runListener } from '../../platform/outbox.ts'
import { mayBeTold } from './event-rights.ts'
import { type Happening, happeningsOf } from './events.ts'

export interface PushedEvent {
  /** Where to resume after it: `<lane>-<seq>`. */
  readonly id: string
  readonly type: string
  readonly data: string
}

type Push = (event: PushedEvent) => void
interface Subscriber {
  readonly caller: Caller
  readonly accounts: ReadonlySet<Uuid>
  readonly push: Push
  /** For each lane the last entry that it was told of, or that is none of its business. */
  readonly told: Map<number, bigint>
}
export interface LiveEvents {
  /** Events for a caller, in order, from now on or from after `lastEventId` (at most 10,000 entries back); returns how to stop. */
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
const resumeMax = 10_000n

export async function followLiveEvents(room: LiveEventsRoom): Promise<LiveEvents> {
  const subscribers = new Set<Subscriber>()
  const cursors = new Map((await outboxHeads(room.db)).map(({ lane, seq }) => [lane, seq]))
  const listener: RunningListener = runListener({ work: follow, everyMs: 200, onError: room.onError })

  async function follow(): Promise<boolean> {
    if (subscribers.size === 0) return skip()
    let more = false
    for (const [lane, seq] of cursors) {
      const entries = await readOutbox(room.db, lane, seq, portion)
      for (const entry of entries) {
        // Also to those who join while the others are told.
        for (let due = behind(entry); due.length > 0; due = behind(entry)) await deliver(room, entry, due)
        cursors.set(lane, entry.seq)
      }
      more ||= entries.length === portion
    }
    return more
  }

  /** Nobody listens: what happens meanwhile is nobody's. Who joined while the heads were asked for is told from where it joined. */
  async function skip(): Promise<boolean> {
    const heads = await outboxHeads(room.db)
    if (subscribers.size > 0) return true
    for (const { lane, seq } of heads) cursors.set(lane, seq)
    return false
  }

  function behind(entry: OutboxEntry): Subscriber[] {
    return [...subscribers].filter(({ told }) => (told.get(entry.lane) ?? 0n) < entry.seq)
  }

  /** Where a subscriber begins: where the others are, or earlier in the lane of the last event that it got. */
  function beginning(lastEventId: string | undefined): Map<number, bigint> {
    const told = new Map(cursors)
    const [, lane, after] = /^(\d{1,4})-(\d{1,18})$/.exec(lastEventId ?? '') ?? []
    const end = cursors.get(Number(lane))
    if (after === undefined || end === undefined || BigInt(after) > end) return told
    const earliest = end - resumeMax
    return told.set(Number(lane), BigInt(after) > earliest ? BigInt(after) : earliest)
  }

  function isBehind({ told }: Subscriber): boolean {
    return [...cursors].some(([lane, seq]) => told.get(lane)! < seq)
  }

  /** Tells a subscriber the next portion of what it missed. */
  async function catchUp(subscriber: Subscriber): Promise<void> {
    for (const [lane, seq] of subscriber.told) {
      for (const entry of await readOutbox(room.db, lane, seq, portion)) await deliver(room, entry, [subscriber])
    }
  }

  return {
    subscribe(caller, lastEventId, push) {
      const told = beginning(lastEventId)
      let stopped = false
      let subscriber: Subscriber | undefined
      const join = async () => {
        const accounts = caller.role === 'customer' ? await room.accountIdsOf(caller.personId) : []
        subscriber = { caller, accounts: new Set(accounts), push: event => !stopped && push(event), told }
        while (!stopped && isBehind(subscriber)) await catchUp(subscriber)
        if (!stopped) subscribers.add(subscriber)
      }
      const start = () =>
        join().catch(error => {
          room.onError(error)
          if (!stopped) setTimeout(start, 1_000).unref()
        })
      start()
      return () => {
        stopped = true
        if (subscriber) subscribers.delete(subscriber)
      }
    },
    wake: () => listener.wake(),
    close: () => listener.close(),
  }
}

/** Tells subscribers of one entry. All but its last event say to resume before the entry: who is cut off within it gets it again. */
async function deliver(room: LiveEventsRoom, entry: OutboxEntry, subscribers: readonly Subscriber[]): Promise<void> {
  const events = await happeningsOf(room.db, entry)
  const balances = await room.balancesOf(wantedAccounts(events, subscribers))
  for (const subscriber of subscribers) {
    const heard = events.filter(event => mayHear(subscriber, event))
    for (const [i, event] of heard.entries()) {
      const balance = subscriber.caller.role === 'customer' ? balances.get(event.accountId ?? '')?.balance : undefined
      const resumeAfter = i === heard.length - 1 ? entry.seq : entry.seq - 1n
      subscriber.push({
        id: `${entry.lane}-${resumeAfter}`,
        type: event.type,
        data: JSON.stringify(viewOf(event, balance)),
      })
    }
    subscriber.told.set(entry.lane, entry.seq)
  }
}

function wantedAccounts(events: readonly Happening[], subscribers: readonly Subscriber[]): Uuid[] {
  const wanted = new Set(subscribers.flatMap(subscriber => [...subscriber.accounts]))
  return [...new Set(events.flatMap(event => event.accountId ?? []))].filter(id => wanted.has(id))
}

/** Customers hear of their own accounts and gifts; people of a store of that store; people of the brand of every account; clients by scope. */
function mayHear({ caller, accounts }: Subscriber, event: Happening): boolean {
  if (!mayBeTold(caller, event.type)) return false
  if (event.accountId === null) return caller.role === 'customer' && caller.personId === event.buyerId
  if (caller.role === 'customer') return accounts.has(event.accountId)
  return caller.storeId === undefined || caller.storeId === event.storeId
}

function viewOf(event: Happening, balance: bigint | undefined): LiveEvent {
  return {
    type: event.type,
    id: event.id,
    accountId: event.accountId === null ? null : toTypeId(idPrefixes.account, event.accountId),
    storeId: event.storeId === null ? null : toTypeId(idPrefixes.store, event.storeId),
    terminalId: event.terminalId === null ? null : toTypeId(idPrefixes.terminal, event.terminalId),
    amount: toJson(event.amount),
    currency: event.currency,
    at: event.at.toISOString(),
    ...(event.paymentId === undefined ? {} : { paymentId: toTypeId(idPrefixes.payment, event.paymentId) }),
    ...(balance === undefined ? {} : { balance: toJson(balance) }),
  }
}
