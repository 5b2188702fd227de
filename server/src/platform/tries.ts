/** Limits on tries, counted in the database, so that they hold over all processes. Windows are fixed. */
import type { Database, Transaction } from './database.ts'
import { countLockOut } from './metrics/index.ts'

export interface Limit {
  readonly name: string
  /** Whose tries are counted together: an id, or the keyed hash of an address; `all` for everybody's. */
  readonly asker: string
  readonly windowMs: number
  readonly triesMax: number
}

/**
 * Counts one try against each limit; false, and nothing counted, when one of them is reached.
 * Limits of one kind always come in the same order, those that many share last.
 */
export async function countTry(tx: Transaction, limits: readonly Limit[], nowMs: number): Promise<boolean> {
  const counted = await tx.query<{ limit_name: string }>(
    `WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[]) l(name, asker, window_start, tries_max))
     INSERT INTO ringfence.tries AS t (limit_name, asker, window_start, used)
     SELECT name, asker, window_start, 1 FROM wanted
      WHERE NOT EXISTS (SELECT FROM wanted w JOIN ringfence.tries u
                            ON u.limit_name = w.name AND u.asker = w.asker AND u.window_start = w.window_start
                         WHERE u.used >= w.tries_max)
     ON CONFLICT (limit_name, asker, window_start) DO UPDATE SET used = t.used + 1
       WHERE t.used < (SELECT tries_max FROM wanted w WHERE w.name = t.limit_name AND w.asker = t.asker)
     RETURNING limit_name`,
    [
      limits.map(limit => limit.name),
      limits.map(limit => limit.asker),
      limits.map(({ windowMs }) => new Date(nowMs - (nowMs % windowMs))),
      limits.map(limit => limit.triesMax),
    ],
  )
  if (counted.length === limits.length) return true
  await giveBack(
    tx,
    limits,
    counted.map(row => row.limit_name),
    nowMs,
  )
  countLockOut(limits[0]?.name ?? 'none')
  return false
}

/** One limit was reached by others while this try was counted against those before it. */
async function giveBack(
  tx: Transaction,
  limits: readonly Limit[],
  names: readonly string[],
  nowMs: number,
): Promise<void> {
  for (const { name, asker, windowMs } of limits.filter(limit => names.includes(limit.name))) {
    await tx.query(
      'UPDATE ringfence.tries SET used = used - 1 WHERE limit_name = $1 AND asker = $2 AND window_start = $3',
      [name, asker, new Date(nowMs - (nowMs % windowMs))],
    )
  }
}

/** Forgets windows that have passed. Returns how many. */
export async function forgetTries(db: Database, nowMs: number): Promise<number> {
  const rows = await db.query('DELETE FROM ringfence.tries WHERE window_start < $1 RETURNING limit_name', [
    new Date(nowMs - keepMs),
  ])
  return rows.length
}
const keepMs = 2 * 86_400_000
