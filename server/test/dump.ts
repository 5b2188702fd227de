/** What a database holds, as one hash for each table, so that a test can say that nothing has changed. */
import type { Database } from '../src/platform/database.ts'

export async function dumpOf(db: Database): Promise<Record<string, string | null>> {
  const tables = await db.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  )
  const dump: Record<string, string | null> = {}
  for (const { name } of tables) {
    const [row] = await db.query<{ hash: string | null }>(
      `SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS hash FROM ${name} t`,
    )
    dump[name] = row!.hash
  }
  return dump
}

/** All that a database holds, as text; bytes in hex. To look for what must not be there. */
export async function wholeDumpOf(db: Database): Promise<string> {
  const names = Object.keys(await dumpOf(db))
  const parts: string[] = []
  for (const name of names) {
    const rows = await db.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    parts.push(name, ...rows.map(({ row }) => row))
  }
  return parts.join('\n')
}
