/** Makes races happen in the order that a test wants: others wait at a row until it is let go. */
import type { Database } from '../src/platform/database.ts'

export interface HeldRow {
  letGo(): Promise<void>
}

/** Holds the rows of a query, which says `FOR UPDATE`, as another process would. */
export async function holdRows(db: Database, text: string, values: readonly unknown[]): Promise<HeldRow> {
  const holder = await db.connect()
  await holder.query('BEGIN')
  await holder.query(text, values)
  return {
    async letGo() {
      await holder.query('COMMIT')
      await holder.end()
    },
  }
}

/** Until so many statements wait for a row. */
export async function untilWaiting(db: Database, count: number): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ waiting: bigint }>(
      `SELECT count(*) AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if (row!.waiting >= BigInt(count)) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
