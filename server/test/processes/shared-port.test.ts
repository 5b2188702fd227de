/** `serve --processes`: several processes behind one port are one server to whoever calls. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Client, createClient, createSigner, generateSigningKey } from '@ringfence/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toTypeId } from '../../src/kernel/ids.ts'
import { loadMasterKey } from '../../src/platform/crypto.ts'
import { openKeyRing } from '../../src/platform/key-ring.ts'
import { expectSoundBooks } from '../books.ts'
import { addTestCustomer, currency, type TestCustomer } from '../brand.ts'
import { endProcess } from '../crash/processes.ts'
import { addServedBrand, type ServedBrand } from '../crash/served-brand.ts'
import { freePort, untilReady } from '../crash/server-program.ts'
import { startTillLoad } from '../crash/till-load.ts'
import { testDatabase } from '../database.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const db = await testDatabase()
const directory = await mkdtemp(join(tmpdir(), 'ringfence-shared-port-'))
const over = new AbortController()
const port = await freePort()
const origin = `http://127.0.0.1:${port}`
let server: ChildProcess
let brand: ServedBrand
let customer: TestCustomer

function start(onPort: number, stderr: 'inherit' | 'pipe' = 'inherit'): ChildProcess {
  const words = ['serve', '--processes', '2', '--sandbox', '--json', '--log-level', 'silent']
  const places = ['--port', `${onPort}`, '--directory', directory, '--database-url', db.url]
  return spawn(process.execPath, [main, ...words, ...places], { stdio: ['ignore', 'pipe', stderr] })
}

beforeAll(async () => {
  const masterKey = await openKeyRing(db, await loadMasterKey(directory), Date.now())
  brand = await addServedBrand(db, masterKey)
  customer = await addTestCustomer(db, { balance: 10_000n, store: brand.stores[0]!, masterKey })
  server = start(port)
  await untilReady(server)
})
afterAll(async () => {
  over.abort()
  if (server) await endProcess(server, 'SIGTERM')
  await rm(directory, { recursive: true, force: true })
})

/** Over a connection of its own. */
async function health(): Promise<{ pid: number; process: number }> {
  const [answer] = await once(get(`${origin}/healthz`, { agent: false }), 'response')
  return (await json(answer)) as { pid: number; process: number }
}

/** The ids of those who answer. */
async function answering(): Promise<Set<number>> {
  const answers = await Promise.all(Array.from({ length: 8 }, health))
  expect(new Set(answers.map(({ pid }) => pid))).toEqual(new Set([server.pid]))
  return new Set(answers.map(answer => answer.process))
}

async function till(): Promise<Client> {
  let token: string | undefined
  const key = await generateSigningKey()
  const client = createClient({ baseUrl: origin, sign: createSigner(key), token: async () => token })
  const store = brand.stores[1]!
  const terminalId = toTypeId('trm', store.terminalId)
  await client.enrolSandboxTerminal({ params: { id: terminalId }, body: key.publicKey })
  const session = await client.signInSandbox({ body: { personId: toTypeId('stf', store.cashierId), terminalId } })
  token = session.ok ? session.data.accessToken : undefined
  return client
}

test('two processes answer at one port, and both tell which process to stop', async () => {
  const processes = await answering()
  expect(processes.size).toBe(2)
  expect(processes).not.toContain(server.pid)
})

test('one payment sent 50 times at once, to both, is taken once', async () => {
  const client = await till()
  const body = {
    code: customer.codeAt(Date.now()),
    amount: 450,
    currency,
    storeId: toTypeId('sto', brand.stores[1]!.id),
  }
  const send = () => client.takePayment({ body, idempotencyKey: 'once-over-both' })
  const answers = await Promise.all(Array.from({ length: 50 }, send))
  const codes = new Set(answers.map(answer => (answer.ok ? 'taken' : answer.code)))
  expect([...codes].filter(code => code !== 'taken' && code !== 'request_in_flight')).toEqual([])
  const again = await send()
  const ids = new Set([...answers, again].flatMap(answer => (answer.ok ? [answer.data.id] : [])))
  expect(ids.size).toBe(1)
  const [row] = await db.query<{ count: number }>(
    "SELECT count(*)::int FROM payments.payments WHERE idempotency_key = 'once-over-both'",
  )
  expect(row).toEqual({ count: 1 })
  await expectSoundBooks(db)
})

test('kill -9 of one under load: the other goes on, a new one comes, nothing is lost or taken twice', async () => {
  const load = await startTillLoad(origin, brand, over.signal)
  await load.untilAllAreServed()
  const before = await answering()
  const [victim] = before
  process.kill(victim!, 'SIGKILL')
  await load.untilAllAreServed()
  const isWhole = async () => {
    const now = await answering().catch(() => new Set<number>()) // a connection may have gone to the victim
    return now.size === 2 && !now.has(victim!)
  }
  while (!(await isWhole())) await sleep(100, undefined, { signal: over.signal })
  await load.untilAllAreServed()
  await load.stop()
  const ids = load.acknowledged.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*)::int FROM payments.payments WHERE id = ANY ($1::uuid[])',
    [ids],
  )
  expect(row).toEqual({ count: ids.length })
  await expectSoundBooks(db)
})

test('SIGTERM: all end, with status 0', async () => {
  const processes = await answering()
  expect(await endProcess(server, 'SIGTERM')).toBe(0)
  for (const id of processes) expect(() => process.kill(id, 0)).toThrow('ESRCH')
  await expect(health()).rejects.toThrow('ECONNREFUSED')
})

test('a port that is taken: it says so and ends with status 1', async () => {
  const taken = createServer().listen(await freePort(), '127.0.0.1')
  await once(taken, 'listening')
  const { port: busy } = taken.address() as { port: number }
  const refused = start(busy, 'pipe')
  let said = ''
  refused.stderr!.on('data', text => {
    said += text
  })
  const [status] = await once(refused, 'exit')
  taken.close()
  expect(status).toBe(1)
  expect(said).toContain(`port ${busy} is taken by another program`)
})
