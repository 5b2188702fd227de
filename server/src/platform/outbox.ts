/**
 * The outbox: what happened, in commit order. Entries are written by the transaction that did it (SQL function ringfence.emit);
 * listeners read on from where they were. Numbers have no gaps, so nothing is passed over.
 */
import pLimit from 'p-limit'
import type { Uuid } from '../kernel/ids.ts'
import type { Queryable } from './database.ts'

export type OutboxType =
  | 'payments.taken'
  | 'payments.authorized'
  | 'payments.released'
  | 'payments.tipped'
  | 'payments.refunded'
  | 'paymentRequests.paid'
  | 'loads.succeeded'
  | 'loads.failed'
  | 'loads.refunded'
  | 'loads.disputed'
  | 'loads.reinstated'
  | 'autoTopUps.told'
  | 'giftCards.activated'
  | 'giftCards.voided'
  | 'giftCards.delivered'
  | 'giftCards.claimed'
  | 'giftCards.consolidated'
  | 'giftCards.disputed'
  | 'giftCards.reinstated'

export interface OutboxEntry {
  readonly lane: number
  readonly seq: bigint
  readonly type: OutboxType
  /** Ids of the payments, tips, refunds or loads, all of the entry's lane; of a request that was paid, the payment's; of gifts, claimed or delivered, the gift's. */
  readonly ids: readonly Uuid[]
}

/** Where each listener of this process stood at its last look. */
const positions = new Map<string, Map<number, bigint>>()

/** How many entries each listener has not worked through yet. */
export async function outboxLag(db: Queryable): Promise<Record<string, number>> {
  const heads = new Map((await outboxHeads(db)).map(({ lane, seq }) => [lane, seq]))
  const lags = [...positions].map(([listener, lanes]) => {
    const behind = [...lanes].map(([lane, at]) => Math.max(0, Number((heads.get(lane) ?? 0n) - at)))
    return [listener, behind.reduce((sum, one) => sum + one, 0)]
  })
  return Object.fromEntries(lags)
}

export function notePosition(listener: string, lane: number, at: bigint): void {
  positions.set(listener, (positions.get(listener) ?? new Map()).set(lane, at))
}

export type ReadOutbox = typeof readOutbox

/** `listener` is who reads on from there, for the figure of how far it is behind. */
export async function readOutbox(
  db: Queryable,
  lane: number,
  after: bigint,
  limit: number,
  listener?: string,
): Promise<OutboxEntry[]> {
  if (listener !== undefined) notePosition(listener, lane, after)
  return db.query<OutboxEntry>(
    'SELECT lane, seq, type, ids FROM ringfence.outbox WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [lane, after, limit],
    'outbox read',
  )
}

export async function outboxHeads(db: Queryable): Promise<{ lane: number; seq: bigint }[]> {
  return db.query('SELECT lane, seq FROM ringfence.outbox_heads ORDER BY lane')
}

export interface Listener {
  /** Works through what has come since; called again at once while it answers true. */
  readonly work: () => Promise<boolean>
  readonly everyMs: number
  readonly onError: (error: unknown) => void
}

export interface RunningListener {
  /** Something was committed by this process: don't wait for the next look. */
  wake(): void
  /** Ends after the work at hand. */
  close(): Promise<void>
}

/**
 * One after the other, within a process: listeners all wake for the same thing, and together they would take the processors from the
 * payments that are being made. For work on the database alone: who waits for a network keeps nobody waiting.
 */
export const inTurn = pLimit(1)

export type RunListener = (listener: Listener) => RunningListener

/** Stands in where another process does the work: waking it does nothing, the other one looks by itself. */
export const leaveToOthers: RunListener = () => ({ wake: () => {}, close: async () => {} })

/** Runs a listener: looks at once when woken, and every so often for what other processes committed. */
export function runListener(listener: Listener): RunningListener {
  let closed = false
  let woken = false
  let wakeUp = () => {}
  const loop = (async () => {
    while (!closed) {
      woken = false
      const more = await listener.work().catch(error => {
        listener.onError(error)
        return false
      })
      if (more || woken || closed) continue
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, listener.everyMs)
        wakeUp = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    wake() {
      woken = true
      wakeUp()
    },
    async close() {
      closed = true
      wakeUp()
      await loop
    },
  }
}
