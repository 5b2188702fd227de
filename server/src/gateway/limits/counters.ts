/** Counts requests where all processes see it: PostgreSQL, or Redis when it is configured. */
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible'
import { createClient } from 'redis'
import type { Queryable } from '../../platform/database.ts'

export interface Count {
  /** How many were counted in this window, ours included. */
  readonly counted: number
  /** Until the window ends. */
  readonly msLeft: number
}

/** Adds to the count of a key in one step that no other process can come between. */
export interface Counter {
  add(key: string, points: number): Promise<Count>
  close(): Promise<void>
}

export const windowSeconds = 60

/** When the store does not answer, each process counts for itself: the limit holds for each of them until it is back. */
const common = () => ({
  points: Number.MAX_SAFE_INTEGER,
  duration: windowSeconds,
  keyPrefix: '',
  insuranceLimiter: new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowSeconds }),
})

type Limiter = RateLimiterPostgres | RateLimiterRedis | RateLimiterMemory

function counterOf(limiter: Limiter, close: () => Promise<void>): Counter {
  return {
    // A penalty counts without a verdict: limits differ from key to key, and what is ours of a count is decided by its place.
    add: async (key, points) => {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(key, points)
      return { counted: consumedPoints, msLeft: Math.max(msBeforeNext, 0) }
    },
    close,
  }
}

export function postgresCounter(db: Queryable): Counter {
  const limiter = new RateLimiterPostgres({
    ...common(),
    storeClient: clientOf(db),
    storeType: 'client',
    schemaName: 'firewall',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  })
  return counterOf(limiter, async () => {})
}

/** The library asks as it would ask `pg`; our database gives bigint, where it reckons with numbers. */
function clientOf(db: Queryable) {
  return {
    query: async ({ text, values, name }: { text: string; values?: unknown[]; name?: string }) => {
      const rows = await db.query<{ points: number; expire: bigint | null }>(text, values, name)
      return {
        rows: rows.map(({ points, expire }) => ({ points, expire: expire === null ? null : Number(expire) })),
        rowCount: rows.length,
      }
    },
  }
}

export async function redisCounter(url: string, onError: (error: unknown) => void): Promise<Counter> {
  const client = createClient({ url, disableOfflineQueue: true })
  client.on('error', onError)
  await client.connect().catch(onError) // it goes on trying; until then the insurance counts
  const limiter = new RateLimiterRedis({
    ...common(),
    keyPrefix: 'ringfence',
    storeClient: client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
  })
  return counterOf(limiter, async () => client.destroy())
}

/** For one process alone. */
export function memoryCounter(): Counter {
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowSeconds })
  return counterOf(limiter, async () => {})
}
