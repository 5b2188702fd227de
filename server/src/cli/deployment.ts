/** What every command needs: the data directory, the database (embedded or by URL) and the keys. */
import { resolve } from 'node:path'
import { systemClock } from '../kernel/clock.ts'
import { sealCustomers } from '../modules/wallet/index.ts'
import { appDatabaseUrl } from '../platform/app-role.ts'
import { loadMasterKey, type MasterKey } from '../platform/crypto.ts'
import { type Database, openDatabase } from '../platform/database.ts'
import { startEmbeddedPostgres } from '../platform/embedded-postgres/index.ts'
import { openKeyRing } from '../platform/key-ring.ts'
import { type MigrationReport, migrate } from '../platform/migrations.ts'
import { readSecret } from '../platform/secrets.ts'
import { requireDatabaseTls } from '../platform/tls/index.ts'

export interface Deployment {
  readonly directory: string
  /** As `ringfence_app`, which owns nothing. */
  readonly db: Database
  /** With its ring of data keys. */
  readonly masterKey: MasterKey
  readonly migration: MigrationReport
  /** How the database came to be there, for people to read. */
  readonly databaseStory: string
  /** Does what only the owner of the tables may. */
  asOwner<T>(work: (owner: Database) => Promise<T>): Promise<T>
  /** Starts the embedded database again if it was lost; does nothing for a database by URL. */
  revive(): Promise<void>
  close(): Promise<void>
}

export interface DeploymentOptions {
  /** Holds the embedded database and the keys. */
  readonly directory?: string
  /** The owner's, for migrations; the server's own login follows from it, or is `RINGFENCE_APP_DATABASE_URL`. */
  readonly databaseUrl?: string
  readonly poolMax?: number
}

/** Opens a deployment and brings its database to the program's version. */
export async function openDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  const directory = resolve(options.directory ?? process.env.RINGFENCE_DIRECTORY ?? '.ringfence')
  const given = options.databaseUrl ?? readSecret(process.env, 'DATABASE_URL')
  if (given !== undefined) requireDatabaseTls(given, 'DATABASE_URL')
  const embedded = given === undefined ? await embeddedDatabase(directory) : undefined
  const databaseUrl = given ?? embedded!.url
  let db: Database | undefined
  try {
    const { migration, appUrl, masterKey } = await prepareDatabase(databaseUrl, await loadMasterKey(directory))
    db = openDatabase(appUrl, { max: options.poolMax ?? 10 })
    return {
      directory,
      db,
      masterKey,
      migration,
      databaseStory: storyOf(embedded),
      asOwner: async work => {
        const owner = openDatabase(databaseUrl, { max: 2 })
        return work(owner).finally(() => owner.end())
      },
      revive: async () => embedded?.revive(),
      close: async () => {
        await db!.end()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await db?.end()
    await embedded?.stop()
    throw error
  }
}

/** All that the owner is needed for; afterwards nothing of this process holds the owner's connection. */
async function prepareDatabase(databaseUrl: string, plainKey: MasterKey) {
  const owner = openDatabase(databaseUrl, { max: 2 })
  try {
    await requireVersion(owner)
    const migration = await migrate(owner)
    const masterKey = await openKeyRing(owner, plainKey, systemClock.now())
    await sealCustomers(owner, masterKey)
    const given = readSecret(process.env, 'RINGFENCE_APP_DATABASE_URL')
    if (given !== undefined) requireDatabaseTls(given, 'RINGFENCE_APP_DATABASE_URL')
    return { migration, masterKey, appUrl: await appDatabaseUrl(owner, databaseUrl, given) }
  } finally {
    await owner.end()
  }
}

/** The embedded database over all its lives; `stop` ends the one at hand if this process started it, now or at a revival. */
async function embeddedDatabase(directory: string) {
  const first = await startEmbeddedPostgres({ directory })
  let life = first
  let reviving = Promise.resolve()
  let stopping = false
  const startAgain = async () => {
    const next = await startEmbeddedPostgres({ directory })
    const [current, other] = next.alreadyRunning ? [life, next] : [next, life]
    life = current
    await other.stop()
  }
  return {
    ...first,
    revive: () => {
      if (!stopping) reviving = startAgain()
      return reviving
    },
    stop: async () => {
      stopping = true
      await reviving.catch(() => {}) // whoever revived it was told
      await life.stop()
    },
  }
}

async function requireVersion(db: Database): Promise<void> {
  const [row] = await db.query<{ version: number }>(`SELECT current_setting('server_version_num')::int AS version`)
  if (row!.version < 150_000) throw new Error('Ringfence needs PostgreSQL 15 or newer')
}

function storyOf(embedded: { alreadyRunning: boolean; dataDirectory: string } | undefined): string {
  if (!embedded) return 'PostgreSQL by DATABASE_URL'
  return `${embedded.alreadyRunning ? 'found running' : 'embedded PostgreSQL'} in ${embedded.dataDirectory}`
}

export const clock = systemClock
