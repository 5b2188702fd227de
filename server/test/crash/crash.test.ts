import type { ChildProcess } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/platform/database.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts'
import { removeEmbeddedPostgres } from '../../src/platform/embedded-postgres/remove.ts'
import { temporaryDirectory } from '../../src/platform/embedded-postgres/testing.ts'
import { migrate } from '../../src/platform/migrations.ts'
import { expectSoundBooks } from '../books.ts'
import { endProcess, killPostgres, startGenerator } from './processes.ts'

const seed = 20261122
const rounds = 20
const directory = await temporaryDirectory()
const acknowledgements = join(await temporaryDirectory(), 'acknowledged')
let postgres = await startEmbeddedPostgres({ directory })
let generator: ChildProcess | undefined
afterAll(async () => {
  if (generator) await endProcess(generator)
  await removeEmbeddedPostgres(directory)
  await rm(join(acknowledgements, '..'), { recursive: true })
})

async function acknowledged(): Promise<{ what: string; id: string; key: string }[]> {
  const lines = (await readFile(acknowledgements, 'utf8')).split('\n').slice(0, -1) // the last may be half a line
  return lines.map(line => {
    const [what, id, key] = line.split(' ') as [string, string, string]
    return { what, id, key }
  })
}

async function untilMoreIsAcknowledged(): Promise<void> {
  const before = (await acknowledged()).length
  const more = async () => (await acknowledged()).length - before
  await expect.poll(more, { timeout: 30_000, interval: 10 }).toBeGreaterThan(0)
}

async function crash(victim: 'server' | 'database' | 'both'): Promise<void> {
  if (victim !== 'server') killPostgres(postgres.pid)
  if (victim !== 'database') await endProcess(generator!)
  if (victim !== 'server') postgres = await startEmbeddedPostgres({ directory })
  if (victim !== 'database') generator = startGenerator(postgres.url, acknowledgements)
}

async function expectAllKept(): Promise<void> {
  const answers = await acknowledged()
  const db = openDatabase(postgres.url, { max: 2 })
  const missing = await db.query(
    `SELECT a.* FROM unnest($1::text[], $2::uuid[], $3::text[]) a(what, id, key)
      WHERE (SELECT count(*) FROM payments.payments p WHERE a.what = 'payment' AND (p.id = a.id OR p.idempotency_key = a.key))
          + (SELECT count(*) FROM payments.refunds r WHERE a.what = 'refund' AND (r.id = a.id OR r.idempotency_key = a.key)) <> 1`,
    [answers.map(a => a.what), answers.map(a => a.id), answers.map(a => a.key)],
  )
  expect(missing).toEqual([])
  await expectSoundBooks(db)
  await db.end()
}

const crashes = fc.sample(
  fc.record({
    victim: fc.constantFrom('server', 'database', 'database', 'both'),
    afterMs: fc.integer({ min: 0, max: 250 }),
  }),
  { seed, numRuns: rounds },
)

test(`kill -9 of the server, of PostgreSQL or of both, ${rounds} times at random (seed ${seed}): what was acknowledged is there, once and whole [1.4]`, async () => {
  const db = openDatabase(postgres.url, { max: 1 })
  await migrate(db)
  await db.end()
  await writeFile(acknowledgements, '')
  generator = startGenerator(postgres.url, acknowledgements)
  for (const { victim, afterMs } of crashes) {
    await untilMoreIsAcknowledged()
    await sleep(afterMs)
    await crash(victim)
    await expectAllKept()
  }
  await untilMoreIsAcknowledged()
  expect(generator.exitCode).toBeNull()
}, 400_000)
