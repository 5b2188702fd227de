/** Two fresh databases on one server: Ringfence's, migrated, and the baseline's. Both are gone afterwards. */
import { randomBytes } from 'node:crypto'
import { type Database, openDatabase } from '../../server/src/platform/database.ts'
import { temporaryPostgres } from '../../server/src/platform/embedded-postgres/testing.ts'
import { migrate } from '../../server/src/platform/migrations.ts'
import { databaseUrl } from '../../server/test/postgres.ts'

export interface BenchDatabases {
  readonly db: Database
  readonly url: string
  readonly baselineUrl: string
  /** As `18.4`. */
  readonly postgresVersion: string
  /** Writes out what set-up left dirty, so that every measurement starts from the same state. */
  checkpoint(): Promise<void>
  remove(): Promise<void>
}

export async function openDatabases(given: string | undefined): Promise<BenchDatabases> {
  const temporary = given === undefined ? await temporaryPostgres() : undefined
  const server = given ?? temporary!.url
  const admin = openDatabase(server, { max: 1 })
  const suffix = randomBytes(4).toString('hex')
  const names = [`bench_ringfence_${suffix}`, `bench_baseline_${suffix}`] as const
  for (const name of names) await admin.query(`CREATE DATABASE ${name}`)
  const url = databaseUrl(server, names[0])
  const db = openDatabase(url, { max: 10, applicationName: 'ringfence bench' })
  await migrate(db)
  const [row] = await db.query<{ version: string }>(`SELECT current_setting('server_version') AS version`)
  let removing: Promise<void> | undefined
  const remove = async () => {
    await db.end()
    for (const name of names) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
    await temporary?.remove()
  }
  return {
    db,
    url,
    baselineUrl: databaseUrl(server, names[1]),
    postgresVersion: row!.version.split(' ')[0]!,
    checkpoint: async () => void (await db.query('CHECKPOINT')),
    remove: () => {
      removing ??= remove()
      return removing
    },
  }
}
