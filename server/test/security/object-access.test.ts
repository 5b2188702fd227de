/** Object-level access: with the id of somebody else's thing, every route answers every role as with an id that is nobody's. */
import { randomUUID } from 'node:crypto'
import { idPrefixes, type Operation, type OperationId, operations, type Role } from '@ringfence/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { seedDemo } from '../../src/demo/seed-demo.ts'
import { examples } from '../../src/gateway/testing.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { fromTypeId, newId, toTypeId, type Uuid } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/platform/log.ts'
import { testKey } from '../brand.ts'
import { appDatabase } from '../database.ts'
import { foreignIds, shared } from './foreign-ids.ts'
import { type Got, type Send, type Someone, signInAll } from './fuzz/people.ts'

const db = await appDatabase()
const origin = 'http://127.0.0.1:4810'
/** Who has things of their own; to the others nothing of the brand is foreign. */
const scoped: readonly Role[] = ['customer', 'cashier', 'shiftLead', 'storeManager']
const byPath = (Object.entries(operations) as [OperationId, Operation][]).filter(([, { path }]) =>
  path.includes('{id}'),
)
const guarded = byPath.filter(([id]) => foreignIds[id] !== undefined && foreignIds[id] !== shared)

let send: Send
let people: Someone[]
let mine: [Uuid, Uuid[]]
let close: () => Promise<void>
beforeAll(async () => {
  await seedDemo({ db, masterKey: testKey, nowMs: systemClock.now(), currency: 'USD' })
  await addSignIn(newId())
  const log = createLog({ level: 'silent' })
  const app = await createApp({
    ...{ db, masterKey: testKey, clock: systemClock, log, origins: [origin], sandbox: true, limitFactor: 1_000 },
    environment: {},
  })
  close = () => app.close()
  send = async ({ method, url, headers, payload }) => {
    const request = { method: method as 'POST', url, headers: { host: '127.0.0.1:4810', ...headers } }
    const got = await app.server.inject({ ...request, ...(payload === undefined ? {} : { payload }) })
    return { status: got.statusCode, headers: got.headers, text: got.body }
  }
  people = (await signInAll(send, origin, 1)).filter(({ role }) => scoped.includes(role))
  const listed = JSON.parse((await send({ method: 'GET', url: '/v1/sandbox/people', headers: {} })).text) as {
    data: { id: string; role: Role; storeId: string | null }[]
  }
  const first = (role: Role) => listed.data.find(person => person.role === role)!
  const stores = scoped.slice(1).map(role => fromTypeId(idPrefixes.store, first(role).storeId!)!)
  mine = [fromTypeId(idPrefixes.customer, first('customer').id)!, stores]
}, 180_000)
afterAll(() => close())

test('every route with an id in its path says what is foreign there [A10]', () => {
  expect(byPath.map(([id]) => id).filter(id => foreignIds[id] === undefined)).toEqual([])
  for (const [id, { callers }] of byPath) {
    const everybody = callers === 'anyone' || callers.some(role => scoped.includes(role))
    if (!everybody) expect(`${id} ${foreignIds[id]}`).toBe(`${id} ${shared}`)
  }
})

describe.each(guarded)('%s', (id, operation) => {
  test('answers a foreign id as an absent one, to every role [A10] [S15]', async () => {
    const found = await foreignId(foreignIds[id]!)
    const prefix = /\^([a-z]+)_/.exec(JSON.stringify(operation.params))![1]!
    for (const someone of people) {
      const absent = await ask(someone, id, operation, toTypeId(prefix, newId()))
      const foreign = await ask(someone, id, operation, toTypeId(prefix, found))
      expect(`${someone.role} ${foreign}`).toBe(`${someone.role} ${absent}`)
      const may = operation.callers !== 'anyone' && operation.callers.includes(someone.role)
      expect(foreign).toMatch(may ? /^4/ : /^40[13]/)
    }
  })
})

/** A session and a passkey of somebody else, which the demo has none of. */
async function addSignIn(personId: Uuid): Promise<void> {
  await db.owner.query(
    `INSERT INTO identity.sessions (id, person_id, kind, client_id, device_name, authentication, signed_in_at, authenticated_at, last_used_at)
     VALUES ($1, $2, 'customer', 'app.customer', 'Phone', 'passkey', now(), now(), now())`,
    [newId(), personId],
  )
  await db.owner.query(
    `INSERT INTO identity.passkeys (id, credential_id, person_id, kind, public_key, counter, transports, synced, name, created_at)
     VALUES ($1, 'abc', $2, 'customer', '\\x00', 0, '{}', false, 'Phone', now())`,
    [newId(), personId],
  )
}

/** A thing as it stands in the database; where the demo has none, the test can only show that an id is not told apart by its shape. */
async function foreignId(text: string): Promise<Uuid> {
  const values = mine.slice(0, text.includes('$2') ? 2 : 1)
  const statement = text.includes('$1') ? text : text.includes('$2') ? `${text} AND $1::uuid IS NOT NULL` : undefined
  const rows = await db.owner.query<{ id: Uuid }>(`${statement ?? text} LIMIT 1`, statement === undefined ? [] : values)
  if (rows[0] === undefined) missing.add(text)
  return rows[0]?.id ?? newId()
}
const missing = new Set<string>()

test('nearly all kinds of things were there to be asked for [A10]', () => {
  const kinds = [...missing].map(text => /FROM ([a-z_.]+)/.exec(text)![1]!)
  const notInTheDemo = [
    'approvals.approvals',
    'gift_cards.activations',
    'payments.offline_flags',
    'payments.offline_payments',
  ]
  expect(kinds.filter(kind => !notInTheDemo.includes(kind))).toEqual([])
})

async function ask(someone: Someone, id: OperationId, operation: Operation, thing: string): Promise<string> {
  const body = (examples as Partial<Record<OperationId, unknown>>)[id]
  const request = {
    method: operation.method,
    url: operation.path.replace('{id}', thing),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(operation.idempotent === true ? { 'idempotency-key': `"${randomUUID()}"` } : {}),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  }
  return outcomeOf(await send(await someone.prove(request)))
}

/** All of an answer but what names the one request. */
function outcomeOf({ status, text }: Got): string {
  return `${status} ${text.replace(/"instance":"[^"]*"/, '')}`
}
