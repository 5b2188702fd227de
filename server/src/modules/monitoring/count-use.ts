/** Counts calls in memory, and adds the counts to the database every few seconds and at the end. */
import type { AnsweredCall } from '../../platform/answered-call.ts'
import type { Database } from '../../platform/database.ts'
import { runListener } from '../../platform/outbox.ts'
import { addHistograms, bucketOf, emptyHistogram, type Histogram } from './latency.ts'
import { addUse, forgetUse, type UseCount } from './store.ts'

export interface UseCounter {
  /** Costs a look-up and two additions. */
  count(call: AnsweredCall): void
  /** Writes what was counted and not written yet. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface Options {
  readonly db: Database
  readonly onError: (error: unknown) => void
  readonly everyMs?: number
}

const hourMs = 3_600_000

export function countUse({ db, onError, everyMs = 5_000 }: Options): UseCounter {
  let counts = new Map<string, UseCount>()

  const add = (row: Omit<UseCount, 'calls' | 'latency'>, calls: number, latency: Histogram) => {
    const key = `${row.hourMs} ${row.client} ${row.operation} ${row.version} ${row.statusClass}`
    const known = counts.get(key)
    counts.set(key, {
      ...row,
      calls: calls + (known?.calls ?? 0),
      latency: known ? addHistograms(known.latency, latency) : latency,
    })
  }
  const flush = async () => {
    const rows = [...counts.values()]
    if (rows.length === 0) return
    counts = new Map()
    try {
      await addUse(db, rows)
    } catch (error) {
      for (const { calls, latency, ...row } of rows) add(row, calls, latency) // another time
      throw error
    }
  }
  const flushing = runListener({ work: async () => flush().then(() => false), everyMs, onError })

  return {
    count: ({ atMs, client, operation, version, status, durationMs }) => {
      const row = {
        hourMs: atMs - (atMs % hourMs),
        client,
        operation,
        version,
        statusClass: Math.min(5, Math.max(1, Math.floor(status / 100))),
      }
      const key = `${row.hourMs} ${client} ${operation} ${version} ${row.statusClass}`
      let known = counts.get(key)
      if (known === undefined) {
        known = { ...row, calls: 0, latency: emptyHistogram() }
        counts.set(key, known)
      }
      known.calls += 1
      known.latency[bucketOf(durationMs)]! += 1
    },
    flush,
    close: async () => {
      await flushing.close()
      await flush()
    },
  }
}

/** Counts are kept this long. */
const keptMs = 400 * 24 * hourMs

export async function forgetOldUse(db: Database, nowMs: number): Promise<number> {
  return forgetUse(db, nowMs - keptMs)
}
