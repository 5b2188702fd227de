import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  authorize,
  type Credentials,
  createClient,
  createProver,
  createSigner,
  generateSigningKey,
} from '@ringfence/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toTypeId } from '../../src/kernel/ids.ts'
import { addSandboxCustomer } from '../../src/modules/identity/index.ts'
import { loadMasterKey } from '../../src/platform/crypto.ts'
import { openKeyRing } from '../../src/platform/key-ring.ts'
import { ask } from '../../src/platform/mesh/testing.ts'
import { expectSoundBooks } from '../books.ts'
import { addTestCustomer, currency, type TestCustomer } from '../brand.ts'
import { addServedBrand, type ServedBrand } from '../crash/served-brand.ts'
import { startTillLoad } from '../crash/till-load.ts'
import { testDatabase } from '../database.ts'
import { type FourProcesses, startFourProcesses } from './deployment.ts'

const db = await testDatabase()
const directory = await mkdtemp(join(tmpdir(), 'ringfence-processes-'))
const over = new AbortController()
let deployment: FourProcesses
let brand: ServedBrand
let customer: TestCustomer

beforeAll(async () => {
  const masterKey = await openKeyRing(db, await loadMasterKey(directory), Date.now())
  brand = await addServedBrand(db, masterKey)
  customer = await addTestCustomer(db, { balance: 10_000n, store: brand.stores[0]!, masterKey })
  const known = { id: customer.customerId, name: 'Maya', about: 'Customer' }
  await db.transaction(tx => addSandboxCustomer(tx, known))
  deployment = await startFourProcesses(directory, db.url)
})
afterAll(async () => {
  over.abort()
  await deployment?.stop()
  await rm(directory, { recursive: true, force: true })
})

interface Session {
  readonly token: string
  readonly credentials: Credentials
}

async function tillSession(): Promise<Session> {
  const key = await generateSigningKey()
  const credentials = { sign: createSigner(key) }
  const client = createClient({ baseUrl: deployment.origin, ...credentials })
  const store = brand.stores[1]!
  const terminalId = toTypeId('trm', store.terminalId)
  await client.enrolSandboxTerminal({ params: { id: terminalId }, body: key.publicKey })
  const answer = await client.signInSandbox({ body: { personId: toTypeId('stf', store.cashierId), terminalId } })
  return { token: answer.ok ? answer.data.accessToken : '', credentials }
}

async function customerSession(): Promise<Session> {
  const credentials = { prove: createProver(await generateSigningKey()) }
  const client = createClient({ baseUrl: deployment.origin, ...credentials })
  const answer = await client.signInSandbox({ body: { personId: toTypeId('cus', customer.customerId) } })
  expect(answer).toMatchObject({ ok: true })
  return { token: answer.ok ? answer.data.accessToken : '', credentials }
}

/** A request with its proof, that can be sent as often as one likes. */
async function ready({ token, credentials }: Session, method: string, path: string, content?: unknown) {
  const url = `${deployment.origin}${path}`
  const headers = new Headers({ accept: 'application/json' })
  const body = content === undefined ? undefined : JSON.stringify(content)
  if (body !== undefined) headers.set('content-type', 'application/json')
  if (method !== 'GET') headers.set('idempotency-key', `"${randomUUID()}"`)
  await authorize(credentials, { method, url, headers, body }, token)
  return () => fetch(url, { method, headers, ...(body === undefined ? {} : { body }), signal: over.signal })
}

const payment = () => ({
  code: customer.codeAt(Date.now()),
  amount: 450,
  currency,
  storeId: toTypeId('sto', brand.stores[1]!.id),
})

test('a payment is signed at the till, taken by the api behind the edge, and shown on the phone; sent again it is refused [S5]', async () => {
  const [till, phone] = [await tillSession(), await customerSession()]
  const stream = await (await ready(phone, 'GET', '/v1/events/stream'))()
  expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  const pay = await ready(till, 'POST', '/v1/payments', payment())
  const taken = await pay()
  expect(taken.status).toBe(201)
  expect(taken.headers.get('signature')).not.toBeNull()
  expect(taken.headers.get('ratelimit')).not.toBeNull()
  const { id } = (await taken.json()) as { id: string }
  let shown = ''
  while (!shown.includes(id)) shown += (await events.read()).value ?? ''
  await events.cancel()
  const again = await pay()
  expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([401, 'signature_invalid'])
  const look = await ready(phone, 'GET', '/v1/me')
  expect((await look()).status).toBe(200)
  expect((await look()).status).toBe(401)
})

test('signing in is the identity process, through the edge [S5]', async () => {
  const found = await fetch(`${deployment.origin}/.well-known/openid-configuration`)
  expect(await found.json()).toMatchObject({ issuer: deployment.origin })
  const form = new URLSearchParams({ client_id: 'nobody', response_type: 'code' })
  const refused = await fetch(`${deployment.origin}/oidc/request`, { method: 'POST', body: form })
  expect(await refused.json()).toMatchObject({ error: 'invalid_client' })
  expect((await fetch(`${deployment.origin}/sign-in/page.js`)).headers.get('content-security-policy')).toContain(
    "script-src 'self'",
  )
})

test('nobody gets past the edge: the api answers its certificate alone, and nothing that is said in headers [S5] [A25]', async () => {
  const url = `${deployment.urlOf('api')}/v1/me`
  const ca = await readFile(join(directory, 'mesh/ca.pem'), 'utf8')
  const plain = { ca, checkServerIdentity: () => undefined, agent: false as const }
  expect(await ask(url, plain)).toMatch(/^(ECONNRESET|EPIPE|ERR_SSL_.*)$/)
  const shownBy = async (role: string) => {
    const pem = await readFile(join(directory, `mesh/${role}.pem`), 'utf8')
    return { ...plain, cert: pem, key: pem }
  }
  expect(await ask(url, await shownBy('worker'))).toBe(403)
  const spoofed = { 'x-user-id': customer.customerId, 'x-role': 'administrator', 'x-spiffe-id': 'edge' }
  expect(await ask(url, { ...(await shownBy('edge')), headers: spoofed })).toBe(401)
  expect(await ask(`${deployment.urlOf('worker')}/healthz`, await shownBy('edge'))).toBe(403)
})

test('kill -9 of the api under load: the edge answers 503 at once, nothing is lost or taken twice, and a new one goes on [S5]', async () => {
  const load = await startTillLoad(deployment.origin, brand, over.signal)
  await load.untilAllAreServed()
  await deployment.kill('api')
  const away = await fetch(`${deployment.origin}/v1/brand`)
  expect([away.status, ((await away.json()) as { code: string }).code]).toEqual([503, 'overloaded'])
  expect((await fetch(`${deployment.origin}/healthz`)).status).toBe(200)
  await deployment.start('api')
  await load.untilAllAreServed()
  await load.stop()
  const kept = await db.query<{ id: string; key: string }>('SELECT id, idempotency_key AS key FROM payments.payments')
  const ids = new Set(kept.map(({ id }) => id))
  expect(load.acknowledged.filter(({ id }) => !ids.has(id))).toEqual([])
  expect(new Set(kept.map(({ key }) => key)).size).toBe(kept.length)
  await expectSoundBooks(db)
})

test('told to stop, all four end in good order [S5]', async () => {
  expect(await deployment.stop()).toEqual([0, 0, 0, 0])
})
