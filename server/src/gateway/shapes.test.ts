import { operations } from '@ringfence/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toTypeId } from '../kernel/ids.ts'
import { examples, send, shoot, storeId, type TestGateway, testGateway } from './testing.ts'

let gateway: TestGateway
let seen: unknown
beforeAll(async () => {
  const look = async (call: { query: unknown }) => {
    seen = call.query
    return { ok: false, code: 'code_used' } as const
  }
  gateway = await testGateway({ listPayments: look })
})
afterAll(() => gateway.app.close())

const pay = async (body: unknown) =>
  send(gateway.app, await shoot(gateway, 'takePayment', { as: gateway.people.cashier, body }))
const raw = async (text: string, headers: Record<string, string> = {}) => {
  const request = await shoot(gateway, 'enrolMyDevice', { as: gateway.people.customer })
  const merged = { ...(request.headers as Record<string, string>), ...headers }
  return send(gateway.app, { ...request, payload: text, headers: merged })
}

describe('amounts', () => {
  const load = async (amount: string) => {
    const text = JSON.stringify({ ...examples.takeLoad, amount: 'AMOUNT' }).replace('"AMOUNT"', amount)
    const request = await shoot(gateway, 'takeLoad', { as: gateway.people.customer })
    return send(gateway.app, { ...request, payload: text })
  }
  test.each(['-5', '0', '5.5', '"5"', 'null', '[5]', 'true', '1000000000001', '-0', '1e-7'])(
    '%s is refused [A19] [S8]',
    async amount => {
      const answer = await load(amount)
      expect(answer.status).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'validation_failed', pointers: ['/amount'] })
    },
  )
  test.each([
    '1e21',
    '9007199254740992',
    '9007199254740993',
    '1e400',
    '450.00000000000000001',
    '0x1C2',
    '+450',
    '1_000',
    '٤٥٠',
  ])('%s is not even read [A19] [S8]', async amount => {
    expect((await load(amount)).json()).toMatchObject({ status: 400, code: 'malformed_request' })
  })
  test.each([1, 450, 1_000_000_000_000])('%i is let through', async amount => {
    expect((await pay({ ...examples.takePayment, amount })).status).toBe(409)
  })
})

describe('texts', () => {
  const item = (name: string) => ({ ...examples.takePayment, items: [{ name, quantity: 1, unitAmount: 450, tax: 0 }] })
  test('a NUL, which the database cannot hold, is refused', async () => {
    expect((await pay(item('Tea\u0000'))).json()).toMatchObject({
      code: 'validation_failed',
      pointers: ['/items/0/name'],
    })
  })
  test('half of a character is not even read', async () => {
    expect((await pay(item('Tea\ud83c'))).json()).toMatchObject({ status: 400, code: 'malformed_request' })
  })
  test('any whole character is let through', async () => {
    expect((await pay(item('Thé 🍵 茶'))).status).toBe(409)
  })
})

describe('closed shapes', () => {
  test.each(['balance', 'state', 'accountId', 'toString'])(
    'an unknown property %s is refused, not dropped',
    async name => {
      const answer = await pay({ ...examples.takePayment, [name]: 1 })
      expect(answer.json()).toMatchObject({ code: 'validation_failed', pointers: [''] })
      expect(answer.body).not.toContain(name)
    },
  )
  test('also inside items', async () => {
    const item = { name: 'Tea', quantity: 1, unitAmount: 450, tax: 0, price: 1 }
    expect((await pay({ ...examples.takePayment, items: [item] })).json()).toMatchObject({ pointers: ['/items/0'] })
  })
  test('a missing property is named', async () => {
    const { amount: _, ...rest } = examples.takePayment
    expect((await pay(rest)).json()).toMatchObject({ code: 'validation_failed', pointers: ['/amount'] })
  })
  test('every body of the table refuses what it does not name [A11] [S8]', async () => {
    for (const [id, operation] of Object.entries(operations)) {
      if (!('body' in operation)) continue
      const as = operation.callers === 'anyone' ? undefined : gateway.people[operation.callers[0]]
      const example = examples[id as keyof typeof examples]
      const operationId = id as keyof typeof operations
      const answer = await send(
        gateway.app,
        await shoot(gateway, operationId, { as, body: { ...example, surprise: 1 } }),
      )
      expect(`${id} ${answer.status}`).toBe(`${id} 400`)
    }
  })
  test.each(['__proto__', 'constructor', 'prototype'])('%s can not reach a prototype [A21]', async name => {
    const answer = await raw(
      `{"name":"a","accountId":"${examples.enrolMyDevice.accountId}","${name}":{"prototype":{"a":1}}}`,
    )
    expect(answer.status).toBe(400)
  })
})

test('the same name twice in a body is refused, not the last one taken [A22] [S8]', async () => {
  const { accountId } = examples.enrolMyDevice
  const answer = await raw(`{"name":"a","accountId":"${accountId}","name":"b"}`)
  expect(answer.json()).toMatchObject({ status: 400, code: 'malformed_request' })
})

describe('queries', () => {
  const list = (query: string) =>
    shoot(gateway, 'listPayments', { as: gateway.people.finance, path: `/v1/payments${query}` }).then(request =>
      send(gateway.app, request),
    )
  test('integers are read, others stay text, the default is filled in', async () => {
    const store = toTypeId('sto', storeId)
    expect((await list(`?limit=50&storeId=${store}`)).status).toBe(409)
    expect(seen).toEqual({ limit: 50, storeId: store })
    expect((await list('')).status).toBe(409)
    expect(seen).toEqual({ limit: 30 })
  })
  test.each([
    '?limit=0',
    '?limit=201',
    '?limit=1e2',
    '?limit=+5',
    '?limit=',
    '?limit=5&limit=6',
    '?unknown=1',
    '?storeId=1',
  ])('%s is refused', async query => {
    const answer = await list(query)
    expect(answer.status).toBe(400)
    expect(answer.json().code).toBe('validation_failed')
  })
  test('an operation without query parameters takes none', async () => {
    const request = await shoot(gateway, 'getMe', { as: gateway.people.customer, path: '/v1/me?admin=true' })
    expect((await send(gateway.app, request)).status).toBe(400)
  })
  test('an id of another kind is refused', async () => {
    const path = `/v1/payments/${toTypeId('sto', storeId)}`
    const answer = await send(gateway.app, await shoot(gateway, 'getPayment', { as: gateway.people.finance, path }))
    expect(answer.json()).toMatchObject({ code: 'validation_failed', pointers: ['/params/id'] })
  })
})

describe('bodies', () => {
  test.each([
    ['{"name":', 400, 'malformed_request'],
    ['', 400, 'malformed_request'],
    ['null', 400, 'validation_failed'],
    ['[]', 400, 'validation_failed'],
    ['"text"', 400, 'validation_failed'],
    [`{"name":"${'x'.repeat(17_000)}"}`, 413, 'payload_too_large'],
  ])('%.20s is answered %i %s', async (text, status, code) => {
    const answer = await raw(text)
    expect(answer.json()).toMatchObject({ status, code })
    expect(answer.status).toBe(status)
  })
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json+x', 'x'])(
    '%s is not read',
    async type => {
      expect((await raw('{}', { 'content-type': type })).json()).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      })
    },
  )
  test('what is not UTF-8 is refused', async () => {
    const request = await shoot(gateway, 'enrolMyDevice', { as: gateway.people.customer })
    const payload = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
    const { 'content-length': _, ...headers } = request.headers as Record<string, string>
    expect((await send(gateway.app, { ...request, payload, headers })).json()).toMatchObject({
      code: 'malformed_request',
    })
  })
  test('a body where none belongs is refused', async () => {
    const request = await shoot(gateway, 'removeMyDevice', { as: gateway.people.customer, body: { a: 1 } })
    expect((await send(gateway.app, request)).json()).toMatchObject({ code: 'malformed_request' })
  })
})

test('no error repeats what came in [A23] [S15]', async () => {
  const canary = 'CANARY-2718'
  const answers = [
    await pay({ ...examples.takePayment, code: canary }),
    await pay({ ...examples.takePayment, [canary]: canary }),
    await pay({ ...examples.takePayment, items: [{ [canary]: canary }] }),
    await raw(`{"${canary}": ${canary}`),
    await raw('{}', { 'content-type': canary }),
    await send(gateway.app, { method: 'GET', url: `/v1/${canary}?${canary}=${canary}` }),
    await send(gateway.app, { method: 'GET', url: `/v1/me`, headers: { authorization: `DPoP ${canary}` } }),
    await send(
      gateway.app,
      await shoot(gateway, 'getPayment', { as: gateway.people.finance, path: `/v1/payments/${canary}` }),
    ),
    await send(
      gateway.app,
      await shoot(gateway, 'listPayments', { as: gateway.people.finance, path: `/v1/payments?${canary}=1` }),
    ),
  ]
  for (const answer of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.body).not.toContain(canary)
    expect(JSON.stringify(answer.headers)).not.toContain(canary)
  }
})

test('callers we do not know learn no pointers', async () => {
  const answer = await send(gateway.app, await shoot(gateway, 'signInSandbox', { body: { person: 1 } }))
  expect(answer.json()).toMatchObject({ code: 'validation_failed' })
  expect(answer.json()).not.toHaveProperty('pointers')
})
