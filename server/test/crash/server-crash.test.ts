import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { accountStates } from '../../src/modules/ledger/index.ts'
import { loadMasterKey } from '../../src/platform/crypto.ts'
import { type Database, openDatabase } from '../../src/platform/database.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts'
import { findPostmaster } from '../../src/platform/embedded-postgres/postmaster.ts'
import { removeEmbeddedPostgres } from '../../src/platform/embedded-postgres/remove.ts'
import { temporaryDirectory } from '../../src/platform/embedded-postgres/testing.ts'
import { openKeyRing } from '../../src/platform/key-ring.ts'
import { migrate } from '../../src/platform/migrations.ts'
import { expectSoundBooks } from '../books.ts'
import { testNow } from '../till.ts'
import { endProcess, hasEnded, killPostgres } from './processes.ts'
import { addServedBrand, loaded, type ServedBrand } from './served-brand.ts'
import { freePort, spawnServer, untilReady } from './server-program.ts'
import { type Acknowledged, startTillLoad } from './till-load.ts'

const seed = 20261123
const rounds = 20
const port = await freePort()
const directory = await temporaryDirectory()
const postgres = await startEmbeddedPostgres({ directory })
const over = new AbortController()
let server: ChildProcess | undefined
afterAll(async () => {
  over.abort()
  if (server) await endProcess(server)
  await removeEmbeddedPostgres(directory)
  await rm(directory, { recursive: true, force: true })
})

async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(postgres.url)
  return work(db).finally(() => db.end())
}

function setUp(): Promise<ServedBrand> {
  return withDatabase(async db => {
    await migrate(db)
    return addServedBrand(db, await openKeyRing(db, await loadMasterKey(directory), testNow))
  })
}

async function startServer(): Promise<void> {
  over.signal.throwIfAborted() // a test that has run out of time starts nothing more
  server = spawnServer(directory, port)
  await untilReady(server)
}

/** What was killed comes back: the server because we start it, the database because a server does. */
async function crash({ victim, gapMs }: { victim: 'server' | 'database' | 'both'; gapMs: number }): Promise<void> {
  expect(hasEnded(server!)).toBe(false)
  if (victim !== 'server') killPostgres((await findPostmaster(postgres.dataDirectory))!)
  if (victim === 'both') await sleep(gapMs)
  if (victim === 'database') return
  await endProcess(server!)
  await startServer()
}

const lineOf = ({ id, key, accountId, amount }: Acknowledged) => `${id} ${key} ${accountId} ${amount}`

/** What is acknowledged is there with its key, its account and its amount; no key has paid twice. Returns how many payments there are. */
async function expectAllKept(db: Database, acknowledged: readonly Acknowledged[]): Promise<number> {
  const payments = await db.query<Acknowledged>(
    'SELECT id, idempotency_key AS key, account_id AS "accountId", amount FROM payments.payments',
  )
  const kept = new Set(payments.map(lineOf))
  expect(acknowledged.map(lineOf).filter(line => !kept.has(line))).toEqual([])
  expect(new Set(payments.map(payment => payment.key)).size).toBe(payments.length)
  await expectSoundBooks(db)
  return payments.length
}

async function expectBalances(db: Database, brand: ServedBrand, acknowledged: readonly Acknowledged[]): Promise<void> {
  const expected = new Map(brand.accountIds.map(id => [id, loaded]))
  for (const { accountId, amount } of acknowledged) {
    expected.set(accountId, expected.get(accountId)! - BigInt(amount))
  }
  const states = await accountStates(db, brand.accountIds)
  expect(new Map(brand.accountIds.map(id => [id, states.get(id)!.balance]))).toEqual(expected)
}

const crashes = fc.sample(
  fc.record({
    victim: fc.constantFrom('server', 'database', 'database', 'both'),
    afterMs: fc.integer({ min: 0, max: 250 }),
    gapMs: fc.integer({ min: 0, max: 600 }),
  }),
  { seed, numRuns: rounds },
)

test(`kill -9 of the running server, of its PostgreSQL or of both, ${rounds} times at random (seed ${seed}): each till gets its answer, and what it says is so [1.4]`, async () => {
  const brand = await setUp()
  await postgres.stop()
  await startServer()
  const load = await startTillLoad(`http://127.0.0.1:${port}`, brand, over.signal)
  for (const { afterMs, ...what } of crashes) {
    await load.untilAllAreServed()
    await withDatabase(db => expectAllKept(db, [...load.acknowledged]))
    await sleep(afterMs)
    await crash(what)
  }
  await load.untilAllAreServed()
  await load.stop()
  await withDatabase(async db => {
    expect(await expectAllKept(db, load.acknowledged)).toBe(load.acknowledged.length)
    await expectBalances(db, brand, load.acknowledged)
  })
}, 400_000)

test('a server that had to start its PostgreSQL again ends it, too, when it is told to stop', async () => {
  if (server) await endProcess(server, 'SIGTERM')
  await startServer()
  killPostgres((await findPostmaster(postgres.dataDirectory))!)
  const isBack = () => fetch(`http://127.0.0.1:${port}/healthz`).then(answer => answer.ok)
  await expect.poll(isBack, { timeout: 30_000 }).toBe(true)
  expect(await endProcess(server!, 'SIGTERM')).toBe(0)
  expect(await findPostmaster(postgres.dataDirectory)).toBeUndefined()
})
