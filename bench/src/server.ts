/** The PostgreSQL that everything is measured on, with fresh databases that are gone afterwards. */
import { randomBytes } from 'node:crypto'
import { type Database, openDatabase, sqlState } from '../../server/src/platform/database.ts'
import { temporaryPostgres } from '../../server/src/platform/embedded-postgres/testing.ts'
import { migrate } from '../../server/src/platform/migrations.ts'
import { databaseUrl } from '../../server/test/postgres.ts'

export interface BenchServer {
  /** As `18.4`. */
  readonly version: string
  /** An empty database; returns its URL. */
  createDatabase(): Promise<string>
  /** A migrated database; ended with the server. */
  createMigrated(): Promise<Database & { readonly url: string }>
  /** Writes out what set-up left dirty, so that every measurement starts from the same state. */
  checkpoint(): Promise<void>
  /** Ends what was opened and drops what was created; with nothing given, the server itself is thrown away. */
  remove(): Promise<void>
}

/** Starts an embedded one in a temporary directory, with the settings of a real deployment, or takes the one given. */
export async function openServer(given: string | undefined): Promise<BenchServer> {
  const temporary = given === undefined ? await temporaryPostgres({ max_connections: '200' }) : undefined
  const serverUrl = given ?? temporary!.url
  const admin = openDatabase(serverUrl, { max: 1 })
  const [row] = await admin.query<{ version: string }>(`SELECT current_setting('server_version') AS version`)
  const names: string[] = []
  const opened: Database[] = []
  const createDatabase = async () => {
    const name = `bench_${randomBytes(6).toString('hex')}`
    await admin.query(`CREATE DATABASE ${name}`)
    names.push(name)
    return databaseUrl(serverUrl, name)
  }
  const remove = async () => {
    await Promise.all(opened.map(db => db.end()))
    for (const name of names) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
    await temporary?.remove()
  }
  let removing: Promise<void> | undefined
  return {
    version: row!.version.split(' ')[0]!,
    createDatabase,
    createMigrated: async () => {
      const url = await createDatabase()
      const db = openDatabase(url, { applicationName: 'ringfence bench' })
      opened.push(db)
      await migrate(db)
      return { ...db, url }
    },
    checkpoint: async () => {
      await admin.query('CHECKPOINT').catch(error => {
        if (sqlState(error) !== '42501') throw error // on a server of somebody's, we may not
      })
    },
    remove: () => {
      removing ??= remove()
      return removing
    },
  }
}
