import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { EmbeddedPostgresError, errorCode } from './errors.ts'
import { databaseName } from './settings.ts'
import { connectionUrl } from './socket.ts'

/** Crash recovery replays the log since the last checkpoint: at most `max_wal_size`, a minute or two on a slow disk. */
const patienceSeconds = 600

/** PostgreSQL is there, but recovers, shuts down or has not opened its socket yet. */
const passing = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03', '57P01']

/**
 * Waits until the database accepts connections, and creates it on the first start.
 * Returns false when PostgreSQL has ended instead, as `isRunning` tells.
 * @throws EmbeddedPostgresError `password_rejected`, `not_ready`
 */
export async function waitUntilReady(
  socketDirectory: string,
  password: string,
  isRunning: () => Promise<boolean>,
  log: (line: string) => void,
): Promise<boolean> {
  const begin = performance.now()
  let saidAtSeconds = 0
  for (;;) {
    if (await accepts(socketDirectory, password)) return true
    if (!(await isRunning())) return false
    const waitedSeconds = (performance.now() - begin) / 1000
    if (waitedSeconds > patienceSeconds) throw notReady(socketDirectory)
    if (waitedSeconds - saidAtSeconds > 5) {
      saidAtSeconds = waitedSeconds
      log('PostgreSQL is still starting up or recovering …')
    }
    await sleep(20)
  }
}

async function accepts(socketDirectory: string, password: string): Promise<boolean> {
  try {
    await query(connectionUrl(socketDirectory, password), 'SELECT 1')
    return true
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (code === '3D000') {
      await query(connectionUrl(socketDirectory, password, 'postgres'), `CREATE DATABASE ${databaseName}`)
      return true
    }
    // Too many connections: it is in good health, only busy.
    if (code === '53300') return true
    if (passing.includes(code) || isCutOff(error)) return false
    if (code !== '28P01') throw error
    throw new EmbeddedPostgresError(
      'password_rejected',
      `PostgreSQL in ${socketDirectory} refuses the password in its ringfence.password: someone has changed one of the two.`,
      { cause: error },
    )
  }
}

/** `pg` has no code for a server that ends in the middle of a greeting. */
const isCutOff = (error: unknown) => error instanceof Error && /terminated|timeout/i.test(error.message)

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function notReady(socketDirectory: string): EmbeddedPostgresError {
  const message = `PostgreSQL runs, but accepts no connection on ${socketDirectory} after ${patienceSeconds} s. See its log.`
  return new EmbeddedPostgresError('not_ready', message)
}
