/** Answers say what their reader must know, and no more: errors of one form, and customers as the till needs to know them. */
import { randomUUID } from 'node:crypto'
import { errors, type Operation, type OperationId, operations, type Role } from '@ringfence/contract'
import type { TSchema } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { seedDemo } from '../../src/demo/seed-demo.ts'
import { examples } from '../../src/gateway/testing.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { newId, toTypeId } from '../../src/kernel/ids.ts'
import { createLog } from '../../src/platform/log.ts'
import { testKey } from '../brand.ts'
import { appDatabase } from '../database.ts'
import { type Got, type Send, type Someone, signInAll } from './fuzz/people.ts'

const db = await appDatabase()
const origin = 'http://127.0.0.1:4810'
let send: Send
let cashier: Someone
let support: Someone
let close: () => Promise<void>
beforeAll(async () => {
  await seedDemo({ db, masterKey: testKey, nowMs: systemClock.now(), currency: 'USD' })
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
  const people = await signInAll(send, origin, 1)
  const someone = (role: Role) => people.find(person => person.role === role)!
  cashier = someone('cashier')
  support = someone('support')
}, 180_000)
afterAll(() => close())

const table = Object.entries(operations) as [OperationId, Operation][]
const withoutStream = table.filter(([id]) => id !== 'streamEvents')

function requestOf(id: OperationId, operation: Operation, thing?: string) {
  const body = (examples as Partial<Record<OperationId, unknown>>)[id]
  const prefix = /\^\(?([a-z]+)[_|]/.exec(JSON.stringify(operation.params ?? ''))?.[1] ?? 'acc'
  return {
    method: operation.method,
    url: operation.path.replace('{id}', thing ?? toTypeId(prefix, newId())).replace(/\{\w+\}/g, 'sandbox'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(operation.idempotent === true ? { 'idempotency-key': `"${randomUUID()}"` } : {}),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  }
}

/** A failure is a problem document of known members, and its headers tell nothing of what runs here. */
function expectPlainProblem({ status, headers, text }: Got, mayPoint: boolean): void {
  const problem = JSON.parse(text) as Record<string, unknown>
  const { code } = problem as { code: keyof typeof errors }
  expect(problem).toEqual({
    type: `urn:ringfence:problem:${code}`,
    title: errors[code].title,
    status,
    code,
    instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    ...(mayPoint && 'pointers' in problem ? { pointers: expect.any(Array) } : {}),
  })
  expect(headers['content-type']).toMatch(/^application\/problem\+json(; charset=utf-8)?$/)
  for (const name of ['server', 'x-powered-by', 'via', 'x-runtime', 'x-version'])
    expect(headers).not.toHaveProperty(name)
  expect(text).not.toMatch(/\bat \S+:\d+|node_modules|\bSELECT\b|\bpg_|postgres|fastify|ECONN|\d+\.\d+\.\d+/i)
}

test('nobody learns more of an operation than its name: the same 401 for all of one kind, without pointers [S15]', async () => {
  const seen = new Set<string>()
  for (const [id, operation] of withoutStream) {
    if (operation.callers === 'anyone') continue
    const got = await send(requestOf(id, operation))
    expect(got.status, id).toBe(401)
    expectPlainProblem(got, false)
    seen.add(got.text.replace(/"instance":"[^"]*"/, ''))
  }
  expect(seen.size).toBe(1)
})

test('what is not there is not there in one way, whoever asks and whatever it is called [S15]', async () => {
  const seen = new Set<string>()
  for (const url of ['/v1/nothing', '/v1/payments/x/y', '/v2/brand', '/admin', '/graphql', '/.env', '/oidc']) {
    for (const someone of [undefined, cashier]) {
      const request = { method: 'GET', url, headers: {} }
      const got = await send(someone === undefined ? request : await someone.prove(request))
      expect(got.status, url).toBe(404)
      expectPlainProblem(got, false)
      seen.add(got.text.replace(/"instance":"[^"]*"/, ''))
    }
  }
  expect(seen.size).toBe(1)
})

test('where a request is wrong is told to who is signed in, and never what it held [S15]', async () => {
  const secret = 'CANARY7391'
  const wrong = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ number: 7, [secret]: secret }),
  }
  const outside = await send({ ...wrong, url: operations.askPublicGiftCardBalance.path })
  expect(outside.text).toContain('"code":"validation_failed"')
  expectPlainProblem(outside, false)
  const inside = await send(await cashier.prove({ ...wrong, url: operations.askGiftCardBalance.path }))
  expectPlainProblem(inside, true)
  expect(inside.text).toContain('"pointers"')
  for (const { text } of [outside, inside]) expect(text).not.toContain(secret)
})

describe('a cashier', () => {
  const reachable = withoutStream.filter(([, { callers }]) => callers !== 'anyone' && callers.includes('cashier'))
  /** What a guest asks to be told at the till, with the card's number and PIN; and where the stores are. */
  const asked = ['askGiftCardBalance /balance', 'listStores /data/address']

  test('is promised no balance, no e-mail address and no full name of a customer by any shape [S15]', () => {
    const names = reachable.flatMap(([id, { reply }]) => namesIn(reply).map(name => `${id} ${name}`))
    expect(names.length).toBeGreaterThan(100)
    const telling = /balance|mail|phone|birth|address$|lastName|fullName|customerId|accountId$/i
    expect(names.filter(name => telling.test(name.slice(name.lastIndexOf('/'))) && !asked.includes(name))).toEqual([])
  })

  test('is shown none in any answer, though there are customers with all of them [S15]', async () => {
    const listed = await send(await support.prove({ method: 'GET', url: '/v1/customers?limit=200', headers: {} }))
    const customers = (JSON.parse(listed.text) as { data: { name: string; email: string | null }[] }).data
    expect(customers.filter(({ email }) => email?.includes('@')).length).toBeGreaterThan(5)
    const payments = await read('/v1/payments?limit=200')
    const ids = [...payments.matchAll(/"id":"(pay_\w+)"/g)].map(([, id]) => id!).slice(0, 40)
    expect(ids.length).toBeGreaterThan(3)
    const texts = [payments, ...(await Promise.all(ids.map(id => read(`/v1/payments/${id}`))))]
    for (const [id, operation] of reachable) {
      if (operation.method === 'GET' && !operation.path.includes('{')) texts.push(await read(operation.path, id))
    }
    const all = texts.join('\n')
    for (const { name } of customers) expect(all).not.toContain(`"${name}"`)
    expect(all).not.toMatch(/[\w.+-]+@[\w-]+\.\w+/)
    expect(all).not.toMatch(/"(?:\w*[bB]alance|email)":/)
  })

  async function read(url: string, about = url): Promise<string> {
    const { status, text } = await send(await cashier.prove({ method: 'GET', url, headers: {} }))
    expect([200, 404, 409], about).toContain(status)
    return text
  }
})

/** Names of all properties in a shape, as paths. */
function namesIn(schema: TSchema | undefined, at = ''): string[] {
  if (schema === undefined) return []
  const {
    properties = {},
    items,
    anyOf = [],
  } = schema as unknown as {
    properties?: Record<string, TSchema>
    items?: TSchema
    anyOf?: TSchema[]
  }
  const inner = Object.entries(properties).flatMap(([name, part]) => [
    `${at}/${name}`,
    ...namesIn(part, `${at}/${name}`),
  ])
  return [...inner, ...namesIn(items, at), ...anyOf.flatMap(part => namesIn(part, at))]
}
