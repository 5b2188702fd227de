/**
 * Appends what is told to it, one group at a time, in order. An entry leaves the queue when it is on disk, or when the database says
 * that it is no event at all; a database that is away keeps it waiting.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { sqlState } from '../../platform/database.ts'
import type { NewEvent } from './event-row.ts'

export interface WriterOptions {
  readonly append: (events: readonly NewEvent[]) => Promise<void>
  /** Something that somebody should look at: an entry that can't be written, a database that is away. */
  readonly onError: (error: unknown) => void
  readonly lingerMs?: number
  readonly retryMs?: number
}

export interface Writer {
  /** Resolves once it is on disk; rejects after the first failure, and the event is tried again all the same. */
  now(event: NewEvent): Promise<void>
  later(event: NewEvent): void
  /** How many are waiting. */
  waiting(): number
  /** Writes what is left; rejects when the database does not take it. */
  close(): Promise<void>
}

interface Waiting {
  readonly event: NewEvent
  readonly resolve?: () => void
  readonly reject?: (error: unknown) => void
}

const groupMax = 1_000
const triesAtClose = 5

export function createWriter({ append, onError, lingerMs = 100, retryMs = 1_000 }: WriterOptions): Writer {
  const queue: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let closing = false

  async function drain(): Promise<void> {
    let failures = 0
    do {
      const failure = await settle(queue.slice(0, groupMax))
      if (failure === undefined) continue
      failures += 1
      onError(failure)
      if (closing && failures === triesAtClose) return
      await wait(closing ? Math.min(retryMs, 200) : retryMs)
    } while (queue.length > 0 && (closing || queue.length >= groupMax || failures > 0 || queue.some(isUrgent)))
  }

  /** The failure, when the group stays in the queue. */
  async function settle(group: readonly Waiting[]): Promise<unknown> {
    try {
      await append(group.map(({ event }) => event))
    } catch (error) {
      for (const { reject } of group) reject?.(error)
      if (!isRefusal(error)) return error
      if (group.length > 1) return settleEach(group)
      onError(error)
    }
    queue.splice(0, group.length) // they were at its head, and only we take from there
    for (const { resolve } of group) resolve?.()
    return undefined
  }

  /** One that is refused must not keep the others out. */
  async function settleEach(group: readonly Waiting[]): Promise<unknown> {
    for (const one of group) {
      const failure = await settle([one])
      if (failure !== undefined) return failure
    }
    return undefined
  }

  function start(): void {
    clearTimeout(timer)
    timer = undefined
    running ??= new Promise<void>(resolve => setImmediate(resolve)).then(drain).finally(() => {
      running = undefined
      if (queue.length > 0 && !closing) timer ??= setTimeout(start, lingerMs)
    })
  }

  return {
    now: event =>
      new Promise((resolve, reject) => {
        queue.push({ event, resolve, reject })
        start()
      }),
    later: event => {
      queue.push({ event })
      if (running === undefined) timer ??= setTimeout(start, lingerMs)
    },
    waiting: () => queue.length,
    close: async () => {
      closing = true
      clearTimeout(timer)
      await running
      if (queue.length > 0) await drain()
      if (queue.length > 0) throw new Error(`${queue.length} audit events could not be written`)
    },
  }
}

/** Somebody waits for it; one that failed before is tried again with the rest. */
function isUrgent({ resolve }: Waiting): boolean {
  return resolve !== undefined
}

/** The database read the event and does not want it: no later try will be different. */
function isRefusal(error: unknown): boolean {
  return /^(22|23)/.test(sqlState(error) ?? '')
}
