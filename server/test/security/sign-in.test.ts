/** The whole way in, over a socket: the typed client enrols a till, signs in and makes signed calls. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import {
  type Client,
  createClient,
  createProver,
  createSigner,
  generateSigningKey,
  type OperationId,
  operations,
  type SigningKey,
} from '@ringfence/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildGateway, type GatewayOptions } from '../../src/gateway/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { newId, toTypeId } from '../../src/kernel/ids.ts'
import { createIdentity, identityRoutes } from '../../src/modules/identity/index.ts'
import { addPeople, masterKey } from '../../src/modules/identity/testing.ts'
import { createLog } from '../../src/platform/log.ts'
import { appDatabase } from '../database.ts'

const db = await appDatabase()
let origin: string
let people: Awaited<ReturnType<typeof addPeople>>
let close: () => Promise<unknown>

beforeAll(async () => {
  people = await addPeople(db)
  const identity = await createIdentity({
    db,
    clock: systemClock,
    masterKey,
    issuer: 'https://pay.example',
    audience: 'v1',
    sandbox: true,
  })
  const reached = async () => ({ ok: false, code: 'code_used' }) as const
  const others = Object.fromEntries(Object.keys(operations).map(id => [id, reached]))
  origin = `http://127.0.0.1:${await freePort()}`
  const app = buildGateway({
    handlers: { ...others, ...identityRoutes(db, identity) } as unknown as GatewayOptions['handlers'],
    subscribe: () => () => {},
    authority: identity,
    clock: systemClock,
    log: createLog({ level: 'silent' }),
    sandbox: true,
    origins: [origin],
  })
  await app.listen({ host: '127.0.0.1', port: Number.parseInt(new URL(origin).port, 10) })
  close = () => app.close()
})
afterAll(() => close())

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A till in a browser: a client with a key of its own, enrolled. */
async function till(terminalId: string): Promise<{ client: (token?: string) => Client; key: SigningKey }> {
  const key = await generateSigningKey()
  const client = (token?: string) =>
    createClient({ baseUrl: origin, sign: createSigner(key), token: async () => token })
  const enrolled = await client().enrolSandboxTerminal({
    params: { id: toTypeId('trm', terminalId) },
    body: key.publicKey,
  })
  expect(enrolled).toMatchObject({ ok: true, status: 201, data: { keyId: key.keyId } })
  return { client, key }
}

/** A person's app: a key of its own, which the token is bound to. */
async function app(token?: string, key?: SigningKey): Promise<Client> {
  const prove = createProver(key ?? (await generateSigningKey()))
  return createClient({ baseUrl: origin, prove, token: async () => token })
}

const payment = { code: '0A1B2C3D12345678', amount: 450, currency: 'USD', storeId: toTypeId('sto', newId()) }
const signInAt = (client: Client, person: string, terminal: string) =>
  client.signInSandbox({ body: { personId: toTypeId('stf', person), terminalId: toTypeId('trm', terminal) } })

test('a cashier signs in at the till of the own store and charges', async () => {
  const { client, key } = await till(people.terminal)
  const session = await signInAt(client(), people.cashier, people.terminal)
  expect(session).toMatchObject({
    ok: true,
    data: { person: { role: 'cashier', storeId: toTypeId('sto', people.storeId) } },
  })
  const token = session.ok ? session.data.accessToken : ''
  expect(await client(token).takePayment({ body: payment })).toMatchObject({
    ok: false,
    status: 409,
    code: 'code_used',
  })
  const unsigned = await app(token, key)
  expect(await unsigned.takePayment({ body: payment })).toMatchObject({ status: 401, code: 'signature_invalid' })
  const stolen = await till(people.terminal)
  expect(await stolen.client(token).takePayment({ body: payment })).toMatchObject({ code: 'signature_invalid' })
  expect(await (await app(token)).listPayments({})).toMatchObject({ status: 401, code: 'unauthenticated' })
})

describe('signing in at a till is refused', () => {
  test('without a signature, and with the key of another till', async () => {
    expect(await signInAt(await app(), people.cashier, people.terminal)).toMatchObject({
      status: 401,
      code: 'signature_invalid',
    })
    const elsewhere = await addPeople(db)
    const { client } = await till(elsewhere.terminal)
    expect(await signInAt(client(), people.cashier, people.terminal)).toMatchObject({
      status: 401,
      code: 'signature_invalid',
    })
  })
  test('at a till of another store, at none that exists, and for people of no store', async () => {
    const elsewhere = await addPeople(db)
    const { client } = await till(elsewhere.terminal)
    for (const [person, terminal] of [
      [people.cashier, elsewhere.terminal],
      [people.manager, elsewhere.terminal],
      [people.auditor, elsewhere.terminal],
      [elsewhere.cashier, newId()],
      [newId(), elsewhere.terminal],
    ] as const) {
      expect(await signInAt(client(), person, terminal)).toMatchObject({ status: 404, code: 'not_found' })
    }
  })
})

test('a cashier without a till may look but not charge', async () => {
  const key = await generateSigningKey()
  const session = await (await app(undefined, key)).signInSandbox({
    body: { personId: toTypeId('stf', people.cashier) },
  })
  const client = await app(session.ok ? session.data.accessToken : '', key)
  expect(await client.listPayments({})).toMatchObject({ code: 'code_used' })
  expect(await client.takePayment({ body: payment })).toMatchObject({ status: 401, code: 'signature_invalid' })
})

test('customers sign in by their own kind of id only, and see what is theirs to see', async () => {
  const key = await generateSigningKey()
  const plain = await app(undefined, key)
  const wrong = await plain.signInSandbox({ body: { personId: toTypeId('stf', people.customer) } })
  expect(wrong).toMatchObject({ status: 404, code: 'not_found' })
  const session = await plain.signInSandbox({ body: { personId: toTypeId('cus', people.customer) } })
  const client = await app(session.ok ? session.data.accessToken : '', key)
  const answers: [OperationId, number][] = [
    ['getMe', 409],
    ['listTerminals', 403],
    ['proveLedger', 403],
  ]
  for (const [id, status] of answers) expect(await client[id as 'getMe']({})).toMatchObject({ status })
})

test('the till appears as active and just seen', async () => {
  const plain = createClient({ baseUrl: origin })
  const find = async () => {
    const list = await plain.listSandboxTerminals({})
    return list.ok ? list.data.data.find(({ id }) => id === toTypeId('trm', people.terminal)) : undefined
  }
  expect(await find()).toMatchObject({ status: 'active', storeName: 'Harbour' })
  await expect.poll(async () => (await find())?.lastSeenAt).not.toBeNull()
})
