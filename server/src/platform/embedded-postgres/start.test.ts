import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findPostmaster } from './postmaster.ts'
import { removeEmbeddedPostgres } from './remove.ts'
import { startEmbeddedPostgres } from './start.ts'
import { query, startElsewhere, type TemporaryPostgres, temporaryDirectory, temporaryPostgres } from './testing.ts'

let postgres: TemporaryPostgres
beforeAll(async () => {
  postgres = await temporaryPostgres()
})
afterAll(() => postgres.remove())

test('the first start creates a durable UTF-8 database with checksums, owned by ringfence', async () => {
  expect(postgres.alreadyRunning).toBe(false)
  const [row] = await query(
    postgres.url,
    `SELECT current_database() AS database, current_user AS "user", current_setting('server_encoding') AS encoding,
       current_setting('data_checksums') AS checksums, current_setting('fsync') AS fsync,
       current_setting('synchronous_commit') AS synchronous_commit, current_setting('full_page_writes') AS full_pages,
       current_setting('TimeZone') AS zone, lower('ÄÖÜ') AS lower, 'a' > 'B' AS byte_order`,
  )
  expect(row).toEqual({
    database: 'ringfence',
    user: 'ringfence',
    encoding: 'UTF8',
    checksums: 'on',
    fsync: 'on',
    synchronous_commit: 'on',
    full_pages: 'on',
    zone: 'UTC',
    lower: 'äöü',
    byte_order: true,
  })
})

test('it listens on no network port, and on its socket only with the password', async () => {
  expect(await query(postgres.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }])
  const wrong = postgres.url.replace(/:[^:@]+@/, ':wrong@')
  await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
})

test('the data directory and the password are for their owner alone', async () => {
  expect((await stat(postgres.dataDirectory)).mode & 0o777).toBe(0o700)
  expect((await stat(join(postgres.dataDirectory, 'ringfence.password'))).mode & 0o777).toBe(0o600)
})

test('a second start finds the running one, says so, and its stop leaves it alone', async () => {
  const lines: string[] = []
  const second = await startEmbeddedPostgres({ directory: postgres.directory, log: line => lines.push(line) })
  expect(second).toMatchObject({ alreadyRunning: true, pid: postgres.pid, url: postgres.url })
  expect(lines).toEqual([`Found PostgreSQL running (process ${postgres.pid}).`])
  await second.stop()
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('it runs in a session of its own, so that Ctrl-C does not reach it', () => {
  const session = execFileSync('ps', ['-o', 'pgid=', '-p', String(postgres.pid)], { encoding: 'utf8' })
  expect(Number.parseInt(session, 10)).toBe(postgres.pid)
})

test('of simultaneous starts, in one process and in several, one starts and the others find it', async () => {
  const parent = await temporaryDirectory()
  const directory = join(parent, 'deep', '.ringfence')
  const elsewhere = [startElsewhere(directory), startElsewhere(directory)]
  const here = await Promise.all([1, 2, 3].map(() => startEmbeddedPostgres({ directory })))
  const programs = await Promise.all(elsewhere)
  for (const { program } of programs) program.kill('SIGKILL')
  const all = [...here, ...programs.map(other => other.printed)]
  expect(all.filter(one => one.alreadyRunning === false)).toHaveLength(1)
  expect(new Set(all.map(one => one.pid)).size).toBe(1)
  await removeEmbeddedPostgres(directory)
  expect(existsSync(directory)).toBe(false)
  await rm(parent, { recursive: true })
})

test('stop waits for a clean end; rows and settings are there at the next start', async () => {
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await Promise.all([postgres.stop(), postgres.stop()])
  expect(await findPostmaster(postgres.dataDirectory)).toBeUndefined()
  expect(existsSync(join(postgres.dataDirectory, 'postmaster.pid'))).toBe(false)
  expect(await readFile(join(postgres.directory, 'postgres.log'), 'utf8')).toContain('database system is shut down')
  const next = await startEmbeddedPostgres({ directory: postgres.directory, settings: { max_connections: '20' } })
  expect(next.alreadyRunning).toBe(false)
  expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  expect(await query(next.url, 'SHOW max_connections')).toEqual([{ max_connections: '20' }])
})
