/**
 * Group commit: requests that are in flight at the same time are sent to the database as one statement, so that they share a
 * round trip, a transaction and an fsync. One batch is in flight at a time; while it is, the next one gathers, and is on its way before
 * those of the last one are told.
 * What a batch can't settle (a duplicate, a short balance) is settled alone, exactly, in a transaction of its own; a batch that is
 * refused because of some is sent once more without them.
 */
import pLimit from 'p-limit'
import { isTransient, type Queryable } from './database.ts'
import { countBatch } from './metrics/index.ts'
import { beyondOwnRows } from './row-security.ts'

export interface GroupCommitOptions<Item, Result> {
  /** Items with different words here never share a batch. */
  readonly groupOf: (item: Item) => string
  /** One autocommit statement for all; undefined for an item that must go alone. */
  readonly send: (on: Queryable, items: readonly Item[]) => Promise<(Result | undefined)[]>
  /** Settles one item in a transaction of its own; must be idempotent, for the batch may have been committed unnoticed. */
  readonly alone: (item: Item) => Promise<Result>
  /** After a batch was refused: which of its items it was for (true), so that the others can go together all the same. */
  readonly spoilers?: (items: readonly Item[]) => Promise<boolean[]>
  readonly connect: () => Promise<Queryable & { end(): Promise<void> }>
  readonly batchMax?: number
}

export interface GroupCommit<Item, Result> {
  submit(item: Item): Promise<Result>
  /** Waits for what was submitted, then lets go of the connection. */
  close(): Promise<void>
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export function groupCommit<Item, Result>(options: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  const { batchMax = 1024 } = options
  const aloneLimit = pLimit(4)
  const queues = new Map<string, Waiting<Item, Result>[]>()
  const settling = new Set<Promise<void>>()
  let connection: (Queryable & { end(): Promise<void> }) | undefined
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve)) // let others of the same moment join
    let tell = () => {}
    for (let batch = nextBatch(); batch !== undefined; batch = nextBatch()) {
      const settled = settle(batch)
      tell() // what callers do with their answers takes this thread's time: the database has its next batch by then
      tell = await settled
    }
    tell()
    running = queues.size > 0 ? run() : undefined
  }

  /** Groups take turns. */
  function nextBatch(): Waiting<Item, Result>[] | undefined {
    for (const [group, queue] of queues) {
      const batch = queue.splice(0, batchMax)
      queues.delete(group)
      if (queue.length > 0) queues.set(group, queue)
      return batch
    }
    return undefined
  }

  /** Returns what gives each of the batch its answer, or sends it on alone. */
  async function settle(batch: Waiting<Item, Result>[], attempt = 1): Promise<() => void> {
    if (attempt === 1) countBatch(batch.length)
    let results: (Result | undefined)[]
    try {
      connection ??= await options.connect()
      results = await options.send(
        connection,
        batch.map(waiting => waiting.item),
      )
    } catch (error) {
      if (isTransient(error) && attempt < 5) return settle(batch, attempt + 1)
      if (!leavesConnection(error)) await dropConnection()
      else {
        const rest = await partSpoilers(batch)
        if (rest !== undefined) return settle(rest)
      }
      results = []
    }
    return () => {
      batch.forEach((waiting, i) => {
        const result = results[i]
        if (result === undefined) settleAlone(waiting)
        else waiting.resolve(result)
      })
    }
  }

  /** One used code must not make everybody wait for a turn alone. Undefined: nothing to part, or they could not be found. */
  async function partSpoilers(batch: Waiting<Item, Result>[]): Promise<Waiting<Item, Result>[] | undefined> {
    const spoils = await options.spoilers?.(batch.map(waiting => waiting.item)).catch(() => undefined)
    const rest = batch.filter((_, i) => !spoils?.[i])
    if (rest.length === 0 || rest.length === batch.length) return undefined
    batch.filter((_, i) => spoils?.[i]).forEach(settleAlone)
    return rest
  }

  function settleAlone(waiting: Waiting<Item, Result>): void {
    const settled = aloneLimit(() => options.alone(waiting.item))
      .then(waiting.resolve, waiting.reject)
      .finally(() => settling.delete(settled))
    settling.add(settled)
  }

  async function dropConnection(): Promise<void> {
    const broken = connection
    connection = undefined
    await broken?.end().catch(() => {}) // it is broken already
  }

  return {
    submit: item =>
      new Promise((resolve, reject) => {
        const group = options.groupOf(item)
        const queue = queues.get(group)
        if (queue) queue.push({ item, resolve, reject })
        else queues.set(group, [{ item, resolve, reject }])
        running ??= beyondOwnRows(run)
      }),
    close: async () => {
      while (running) await running
      await Promise.all(settling)
      await dropConnection()
    },
  }
}

/** A statement's own error leaves the connection as it was; after any other (FATAL too) it is gone. */
function leavesConnection(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR'
}
