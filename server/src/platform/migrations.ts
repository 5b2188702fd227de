/**
 * Brings a database to the program's version: forward-only migrations, each a folder with `up.sql` and what must hold
 * afterwards (`assert_after.sql`), then functions and views (`db/code`), which are applied anew each time.
 * Race-safe: the version row goes in first, in the same transaction, so that a second process waits and then skips.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Database, Transaction } from './database.ts'

const root = fileURLToPath(new URL('../../db/', import.meta.url))

export interface MigrationReport {
  readonly applied: readonly string[]
  readonly version: string
}

export async function migrate(db: Database, directory = root): Promise<MigrationReport> {
  await createBookkeeping(db)
  const names = (await readdir(`${directory}migrations`)).filter(name => /^\d{4}-/.test(name)).sort()
  const applied: string[] = []
  for (const name of names) if (await apply(db, directory, name)) applied.push(name)
  await applyCode(db, directory)
  return { applied, version: names.at(-1) ?? 'none' }
}

async function createBookkeeping(db: Database): Promise<void> {
  await db.transaction(async tx => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('ringfence migrations'))`)
    await tx.query('CREATE SCHEMA IF NOT EXISTS ringfence')
    await tx.query(`CREATE TABLE IF NOT EXISTS ringfence.migrations (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
    await tx.query(`CREATE TABLE IF NOT EXISTS ringfence.code (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), checksum text NOT NULL)`)
  })
}

async function apply(db: Database, directory: string, name: string): Promise<boolean> {
  const up = await readFile(`${directory}migrations/${name}/up.sql`, 'utf8')
  const assertions = await readFile(`${directory}migrations/${name}/assert_after.sql`, 'utf8')
  const checksum = createHash('sha256').update(up).digest('hex')
  return db.transaction(async tx => {
    const fresh = await tx.query(
      'INSERT INTO ringfence.migrations (name, checksum) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING name',
      [name, checksum],
    )
    if (fresh.length === 0) {
      await requireSame(tx, name, checksum)
      return false
    }
    await tx.query(up)
    await tx.query(assertions)
    return true
  })
}

async function requireSame(tx: Transaction, name: string, checksum: string): Promise<void> {
  const [known] = await tx.query<{ checksum: string }>('SELECT checksum FROM ringfence.migrations WHERE name = $1', [
    name,
  ])
  if (known?.checksum !== checksum)
    throw new Error(`migration ${name} was changed after it was applied; add a new one instead`)
}

async function applyCode(db: Database, directory: string): Promise<void> {
  const files = (await readdir(`${directory}code`)).filter(file => file.endsWith('.sql')).sort()
  const texts = await Promise.all(files.map(file => readFile(`${directory}code/${file}`, 'utf8')))
  const checksum = createHash('sha256').update(texts.join('\0')).digest('hex')
  await db.transaction(async tx => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('ringfence migrations'))`)
    const same = await tx.query('SELECT 1 FROM ringfence.code WHERE checksum = $1', [checksum])
    if (same.length > 0) return
    for (const text of texts) await tx.query(text)
    await tx.query(
      'INSERT INTO ringfence.code (checksum) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET checksum = excluded.checksum',
      [checksum],
    )
  })
}
