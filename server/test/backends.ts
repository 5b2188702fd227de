/** Looks at, and ends, connections as the database sees them. */
import { expect } from 'vitest'
import type { TestDatabase } from './database.ts'

/** Waits until so many statements like this one wait for a lock in this database; their process ids. */
export async function backendsWaiting(db: TestDatabase, like: string, count: number): Promise<number[]> {
  const waiting = () =>
    db.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1 ORDER BY query_start`,
      [like],
    )
  await expect.poll(async () => (await waiting()).length, { timeout: 20_000, interval: 10 }).toBe(count)
  return (await waiting()).map(row => row.pid)
}

export async function endBackends(db: TestDatabase, pids: readonly number[]): Promise<void> {
  await db.query('SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) pid', [pids])
}
