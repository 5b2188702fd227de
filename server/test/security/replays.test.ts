/** Two whole servers on one database: what one has accepted, the other refuses. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  authorize,
  createClient,
  createProver,
  createSigner,
  generateSigningKey,
  operations,
} from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { createNonceStore, forgetProofs } from '../../src/gateway/index.ts'
import { newId, toTypeId } from '../../src/kernel/ids.ts'
import { addTestCustomer, addTestStore, type TestStore } from '../brand.ts'
import { testDatabase } from '../database.ts'

const db = await testDatabase()
const origin = 'https://pay.example'
const store = await addTestStore(db)
const [one, two] = await startServers(2)

async function startServers(count: number): Promise<string[]> {
  const program = fileURLToPath(new URL('./serving-process.ts', import.meta.url))
  const words = [db.url, origin]
  const children: ChildProcess[] = []
  const addresses: string[] = []
  afterAll(() => Promise.all(children.map(end)))
  for (let i = 0; i < count; i++) {
    const child = fork(program, words)
    children.push(child)
    const [port] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])])
    if (typeof port !== 'number') throw new Error('a server did not start')
    addresses.push(`http://127.0.0.1:${port}`)
  }
  return addresses
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}

/** What a client signs is for the deployment's origin; the test decides which process gets it. */
const to = (address: string) => (input: RequestInfo | URL, init?: RequestInit) =>
  fetch(String(input).replace(origin, address), init)

async function openTill(at: TestStore, address: string) {
  const key = await generateSigningKey()
  let token: string | undefined
  const client = createClient({
    baseUrl: origin,
    sign: createSigner(key),
    token: async () => token,
    fetch: to(address),
  })
  const terminalId = toTypeId('trm', at.terminalId)
  await client.enrolSandboxTerminal({ params: { id: terminalId }, body: key.publicKey })
  const session = await client.signInSandbox({ body: { personId: toTypeId('stf', at.cashierId), terminalId } })
  if (!session.ok) throw new Error(session.code)
  token = session.data.accessToken
  return { client, key, token, storeId: at.id }
}
const { client: till, key, token } = await openTill(store, one!)

/** A payment by a code that nobody has, so that a process which accepts the request declines the code. */
async function signedPayment() {
  const { method, path } = operations.takePayment
  const body = JSON.stringify({
    code: '0A1B2C3D12345678',
    amount: 450,
    currency: 'USD',
    storeId: toTypeId('sto', store.id),
  })
  const headers = new Headers({ 'content-type': 'application/json', 'idempotency-key': `"${newId()}"` })
  await authorize({ sign: createSigner(key) }, { method, url: origin + path, headers, body }, token)
  return async (address: string) => {
    const answer = await fetch(address + path, { method, headers, body })
    return ((await answer.json()) as { code?: string }).code
  }
}

test('a signed request replayed to a second process is refused there [S2] [A17]', async () => {
  const first = await signedPayment()
  const reached = await first(one!)
  expect(reached).not.toBe('signature_invalid')
  expect(await first(two!)).toBe('signature_invalid')
  expect(await first(one!)).toBe('signature_invalid')
  const second = await signedPayment()
  expect(await second(two!)).toBe(reached)
  expect(await second(one!)).toBe('signature_invalid')
})

test('sent to both processes at once, each signed request is accepted by exactly one [S2] [A17]', async () => {
  const requests = await Promise.all(Array.from({ length: 20 }, signedPayment))
  const answers = await Promise.all(requests.map(send => Promise.all([send(one!), send(two!), send(one!), send(two!)])))
  for (const codes of answers) expect(codes.filter(code => code !== 'signature_invalid')).toHaveLength(1)
})

test('a DPoP proof replayed to a second process is refused there [S3]', async () => {
  const own = await generateSigningKey()
  const prove = createProver(own)
  const plain = createClient({ baseUrl: origin, prove, fetch: to(two!) })
  const signedIn = await plain.signInSandbox({ body: { personId: toTypeId('stf', store.cashierId) } })
  const headers = new Headers()
  const accessToken = signedIn.ok ? signedIn.data.accessToken : ''
  await authorize({ prove }, { method: 'GET', url: `${origin}/v1/payments`, headers, body: undefined }, accessToken)
  const ask = async (address: string) => (await fetch(`${address}/v1/payments`, { headers })).status
  expect([await ask(one!), await ask(two!), await ask(one!)]).toEqual([200, 401, 401])
})

test('an idempotency key with another body is refused by the other process too; of another till it is another key [A18]', async () => {
  const customer = await addTestCustomer(db, { balance: 10_000n, store })
  const elsewhere = await openTill(await addTestStore(db), two!)
  const payment = (atMs: number, amount: number) => ({
    body: { code: customer.codeAt(atMs), amount, currency: 'USD', storeId: toTypeId('sto', store.id) },
    idempotencyKey: 'one-key',
  })
  const first = payment(Date.now(), 450)
  const taken = await till.takePayment(first)
  expect(taken).toMatchObject({ ok: true, status: 201, replayed: false, data: { approved: 450 } })
  expect(await till.takePayment(first)).toMatchObject({
    ok: true,
    replayed: true,
    data: { id: taken.ok && taken.data.id },
  })
  const here = await openTill(store, two!)
  expect(await here.client.takePayment(payment(Date.now(), 451))).toMatchObject({
    status: 422,
    code: 'idempotency_key_reused',
  })
  const other = { ...first, body: { ...first.body, storeId: toTypeId('sto', elsewhere.storeId) } }
  expect(await elsewhere.client.takePayment(other)).toMatchObject({ ok: false, code: 'code_used' })
})

test('a proof is forgotten once it can no longer be fresh, and not before', async () => {
  const nonces = createNonceStore(db)
  const expiresAtMs = Date.now() - 3_600_000
  expect(await nonces.use('k', 'n', expiresAtMs)).toBe(true)
  expect(await nonces.use('k', 'n', expiresAtMs)).toBe(false)
  expect(await nonces.use('other', 'n', expiresAtMs)).toBe(true)
  expect(await forgetProofs(db, expiresAtMs)).toBe(0)
  expect(await forgetProofs(db, expiresAtMs + 60_000)).toBe(2)
  expect(await nonces.use('k', 'n', expiresAtMs)).toBe(true)
  await nonces.close()
})

test('of many alike in one group, one is the first', async () => {
  const nonces = createNonceStore(db)
  const expiresAtMs = Date.now() + 60_000
  const used = await Promise.all(Array.from({ length: 100 }, (_, i) => nonces.use('g', `${i % 10}`, expiresAtMs)))
  expect(used.filter(Boolean)).toHaveLength(10)
  await nonces.close()
})
