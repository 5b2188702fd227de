/** Limits on tries, counted in the database, so that they hold over all processes. Fixed windows; a refused try is not counted. */
import type { Database, Transaction } from './database.ts'

export interface Limit {
  readonly name: string
  /** Whose tries are counted together: an id, or the keyed hash of an address; `all` for everybody's. */
  readonly asker: string
  readonly windowMs: number
  readonly triesMax: number
}

/** Counts one try against each limit; false when one of them is reached. Give the limits of one kind always in the same order. */
export async function countTry(tx: Transaction, limits: readonly Limit[], nowMs: number): Promise<boolean> {
  for (const { name, asker, windowMs, triesMax } of limits) {
    const windowStart = new Date(nowMs - (nowMs % windowMs))
    const counted = await tx.query(
      `INSERT INTO ringfence.tries AS t (limit_name, asker, window_start, used) VALUES ($1, $2, $3, 1)
       ON CONFLICT (limit_name, asker, window_start) DO UPDATE SET used = t.used + 1 WHERE t.used < $4 RETURNING used`,
      [name, asker, windowStart, triesMax],
      'count try',
    )
    if (counted.length === 0) return false
  }
  return true
}

/** Forgets windows that have passed. Returns how many. */
export async function forgetTries(db: Database, nowMs: number): Promise<number> {
  const rows = await db.query('DELETE FROM ringfence.tries WHERE window_start < $1 RETURNING limit_name', [
    new Date(nowMs - keepMs),
  ])
  return rows.length
}
const keepMs = 2 * 86_400_000
