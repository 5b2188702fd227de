import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeEmbeddedPostgres } from './remove.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts'
import { query, startElsewhere, temporaryDirectory } from './testing.ts'

let directory: string
let postgres: EmbeddedPostgres
beforeAll(async () => {
  directory = await temporaryDirectory()
  postgres = await startEmbeddedPostgres({ directory })
})
afterAll(() => removeEmbeddedPostgres(directory))

async function restart() {
  postgres = await startEmbeddedPostgres({ directory })
}

/** Gives the lock files of the dead postmaster to another living process of the same user. */
async function reusePid(pid: number) {
  for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
    const file = join(postgres.dataDirectory, name)
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(pid)))
  }
}

test('after kill -9 of PostgreSQL under load, the next start recovers every acknowledged row', async () => {
  await query(postgres.url, 'CREATE TABLE payments (id int PRIMARY KEY)')
  const acknowledged: number[] = []
  const client = new pg.Client({ connectionString: postgres.url })
  client.on('error', () => undefined)
  await client.connect()
  const load = async () => {
    for (let id = 1; ; id++) {
      await client.query('INSERT INTO payments VALUES ($1)', [id])
      acknowledged.push(id)
      if (id === 200) process.kill(postgres.pid, 'SIGKILL')
    }
  }
  await expect(load()).rejects.toThrow()
  await restart()
  expect(postgres.alreadyRunning).toBe(false)
  const stored = await query(postgres.url, 'SELECT id FROM payments ORDER BY id')
  expect(stored.map(row => row.id)).toEqual(expect.arrayContaining(acknowledged))
  // The one in flight may have been committed without its acknowledgement.
  expect(stored.length - acknowledged.length).toBeLessThanOrEqual(1)
})

test('a lock whose process id another program has got by now does not stop a start, nor harm that program', async () => {
  process.kill(postgres.pid, 'SIGKILL')
  const { uid, gid } = await stat(postgres.dataDirectory)
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(process.getuid?.() === 0 ? { uid, gid } : {}) })
  await once(stranger, 'spawn')
  await reusePid(stranger.pid!)
  await restart()
  expect(postgres.alreadyRunning).toBe(false)
  expect(await query(postgres.url, 'SELECT count(*)::int > 0 AS kept FROM payments')).toEqual([{ kept: true }])
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
  stranger.kill()
})

test('an empty lock file, as a crashed machine may leave it, does not stop a start', async () => {
  await postgres.stop()
  await writeFile(join(postgres.dataDirectory, 'postmaster.pid'), '')
  await restart()
  expect(postgres.alreadyRunning).toBe(false)
})

test('after kill -9 of our own process PostgreSQL lives on, and the next start uses it', async () => {
  await postgres.stop()
  const { program, printed } = await startElsewhere(directory)
  program.kill('SIGKILL')
  await once(program, 'exit')
  await restart()
  expect(postgres).toMatchObject({ alreadyRunning: true, pid: printed.pid })
  process.kill(postgres.pid, 'SIGKILL')
})

test('after kill -9 of both, the next start recovers', async () => {
  await restart()
  expect(postgres.alreadyRunning).toBe(false)
  expect(await query(postgres.url, 'SELECT count(*)::int > 0 AS kept FROM payments')).toEqual([{ kept: true }])
})

test('a start that comes while PostgreSQL shuts down waits for its end and starts it anew', async () => {
  const before = postgres.pid
  const client = new pg.Client({ connectionString: postgres.url })
  client.on('error', () => undefined)
  await client.connect()
  // The smart shutdown waits for that client and refuses new ones.
  process.kill(before, 'SIGTERM')
  await expect.poll(() => query(postgres.url, 'SELECT 1').catch(error => error.code)).toBe('57P03')
  const next = restart()
  await client.end()
  await next
  expect(postgres.alreadyRunning).toBe(false)
  expect(postgres.pid).not.toBe(before)
})

test('SIGTERM to our process stops PostgreSQL cleanly', async () => {
  await postgres.stop()
  const { program } = await startElsewhere(directory)
  program.kill('SIGTERM')
  expect(await once(program, 'exit')).toEqual([0, null])
  expect(await readdir(postgres.dataDirectory)).not.toContain('postmaster.pid')
})

test('what an interrupted creation left is cleared away and is no cluster', async () => {
  const fresh = await temporaryDirectory()
  await mkdir(join(fresh, 'postgres.partial-0123456789ab', 'cluster', 'base'), { recursive: true })
  const started = await startEmbeddedPostgres({ directory: fresh })
  expect((await readdir(fresh)).sort()).toEqual(['postgres', 'postgres.lock', 'postgres.log'])
  await started.stop()
  await removeEmbeddedPostgres(fresh)
})
