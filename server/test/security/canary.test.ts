/** Secrets and personal data are planted wherever a caller can put them; none comes out in a log line, metric, trace, count, audit event or error. */
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace'
import { idPrefixes, type Operation, type OperationId, operations } from '@ringfence/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { seedDemo } from '../../src/demo/seed-demo.ts'
import { examples } from '../../src/gateway/testing.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { newId, toTypeId } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/platform/log.ts'
import { registry } from '../../src/platform/metrics/index.ts'
import { startTracing } from '../../src/platform/traces/index.ts'
import { testKey } from '../brand.ts'
import { appDatabase } from '../database.ts'
import { type Got, type Send, type Someone, signInAll } from './fuzz/people.ts'

const canaries = {
  email: 'canary.person@secret.example',
  name: 'Zzcanaryname',
  address: '12 Canary Lane',
  card: '4929123456789012',
  pin: '739184',
  code: 'CANARYCODE2345678901',
  token: 'canary-token-3141592653',
  network: '203.0.113.77',
}
const everything = Object.values(canaries).join(' ')
const db = await appDatabase()
const origin = 'http://127.0.0.1:4810'
const spans = new InMemorySpanExporter()
spans.shutdown = async () => {} // its end would forget what it holds
const lines = new PassThrough()
let logged = ''
lines.on('data', (line: Buffer) => {
  logged += line.toString()
})

let send: Send
let people: Someone[]
let stop: () => Promise<void>
const tokens = new Set<string>()
const refusals: string[] = []
let failures = 0

beforeAll(async () => {
  await seedDemo({ db, masterKey: testKey, nowMs: systemClock.now(), currency: 'USD' })
  const tracing = await startTracing({ url: 'http://127.0.0.1:9', exporter: spans })
  const log = createLog({ level: 'debug', to: lines })
  const app = await createApp({
    ...{ db, masterKey: testKey, clock: systemClock, log, origins: [origin], sandbox: true, limitFactor: 1_000 },
    environment: {},
  })
  send = async ({ method, url, headers, payload }) => {
    const request = { method: method as 'POST', url, headers: { host: '127.0.0.1:4810', ...headers } }
    const got = await app.server.inject({ ...request, ...(payload === undefined ? {} : { payload }) })
    return { status: got.statusCode, headers: got.headers, text: got.body }
  }
  people = await signInAll(send, origin, 1)
  await plantEverywhere()
  await failInside()
  await app.close()
  await tracing.close().catch(() => {})
  stop = async () => spans.reset()
}, 240_000)
afterAll(() => stop())

/** Every operation: by somebody who may, with what it takes but planted texts; in the query; in headers; as a body that is no JSON. */
async function plantEverywhere(): Promise<void> {
  for (const [id, operation] of Object.entries(operations) as [OperationId, Operation][]) {
    if (id === 'streamEvents') continue
    const someone = people.find(({ role }) => operation.callers === 'anyone' || operation.callers.includes(role))
    if (someone === undefined) continue
    const example = (examples as Partial<Record<OperationId, unknown>>)[id]
    const body = example === undefined ? undefined : JSON.stringify(example, planted)
    for (const payload of new Set([
      body,
      operation.body && JSON.stringify(canaries),
      operation.body && `{"${everything}"`,
    ])) {
      await ask(someone, operation, payload)
    }
  }
}

/** Keeps what must have a shape (ids, kinds, currencies), replaces what people write. */
function planted(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (/mail/i.test(name)) return canaries.email
  if (/name|label|message|reason|note/i.test(name)) return `${canaries.name}, ${canaries.address}`
  if (name === 'pin') return canaries.pin
  if (name === 'number') return canaries.card
  return name === 'code' || name === 'token' || name === 'setupId' ? canaries.code : value
}

async function ask(someone: Someone, operation: Operation, payload: string | undefined): Promise<Got> {
  const prefix = /\^([a-z]+)_/.exec(JSON.stringify(operation.params ?? {}))?.[1] ?? idPrefixes.account
  const path = operation.path.replace('{id}', toTypeId(prefix, newId())).replace(/\{\w+\}/g, canaries.code)
  const words = new URLSearchParams({ query: everything, email: canaries.email })
  const request = {
    method: operation.method,
    url: operation.method === 'GET' ? `${path}?${words}` : path,
    headers: {
      'user-agent': everything,
      cookie: `session=${canaries.token}`,
      referer: `https://shop.example/?q=${encodeURIComponent(everything)}`,
      'x-forwarded-for': canaries.network,
      'x-canary': everything,
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(operation.idempotent === true ? { 'idempotency-key': `"${canaries.token}-${randomUUID()}"` } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
  }
  const proved = await someone.prove(request)
  const authorization = proved.headers.authorization?.replace(/^\w+ /, '')
  if (authorization) tokens.add(authorization)
  const got = await send(proved)
  if (got.status >= 400) refusals.push(got.text)
  if (got.status >= 500) failures += 1
  return got
}

/** The database fails under a request: what it says quotes the row. */
async function failInside(): Promise<void> {
  await db.owner.query('ALTER TABLE wallet.customers RENAME TO away')
  const support = people.find(({ role }) => role === 'support')!
  const url = `/v1/customers?search=${encodeURIComponent(canaries.email)}`
  const got = await send(await support.prove({ method: 'GET', url, headers: {} }))
  refusals.push(got.text)
  if (got.status >= 500) failures += 1
  await db.owner.query('ALTER TABLE wallet.away RENAME TO customers')
}

const clean = (text: string) => {
  for (const canary of [...Object.values(canaries), ...tokens]) expect(text.includes(canary) ? canary : '').toBe('')
}

test('the planting reached the program: it was logged, refused, failed inside, traced and counted [S12]', async () => {
  expect(logged.split('\n').length).toBeGreaterThan(100)
  expect(refusals.length).toBeGreaterThan(100)
  expect(failures).toBeGreaterThan(0)
  expect(spans.getFinishedSpans().length).toBeGreaterThan(100)
  expect(tokens.size).toBeGreaterThan(5)
})

test('no canary is in a log line [S12] [A23]', () => {
  clean(logged)
  for (const line of logged.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
})

test('no canary is in a metric [S12]', async () => {
  const text = await registry.metrics()
  expect(text).toContain('ringfence_requests_total')
  clean(text)
})

test('no canary is in a trace [S12]', () => {
  const told = spans
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))
  clean(JSON.stringify(told))
})

test('no canary is in the body of an error [S12] [S15]', () => {
  clean(refusals.join('\n'))
})

test('no canary is in the audit trail or in the counts of use [S11] [S12]', async () => {
  const events = await db.owner.query('SELECT to_jsonb(e) AS row FROM audit.events e')
  const counts = await db.owner.query('SELECT to_jsonb(u) AS row FROM monitoring.api_use u')
  expect(events.length).toBeGreaterThan(10)
  expect(counts.length).toBeGreaterThan(10)
  clean(JSON.stringify([events, counts]))
})
