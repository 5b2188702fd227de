import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { errors, type OperationId } from '@ringfence/contract'
import { describe, expect, test } from 'vitest'
import { newId, toTypeId } from '../kernel/ids.ts'
import { createLog } from '../platform/log.ts'
import type { AnyHandler } from './operation-route.ts'
import { examples, send, shoot, testGateway } from './testing.ts'

const brand = {
  name: 'Corner',
  currency: 'USD',
  theme: { brand: '#123456', brandSecond: '#123456', accent: '#123456' },
  loadPresets: [1000],
  loadMinimum: 500,
  balanceMaximum: 50_000,
  gifts: { amountMinimum: 500, amountMaximum: 20_000, presets: [1000] },
  tipPercents: [10],
  sandbox: true,
}

async function answerOf(id: OperationId, handler: AnyHandler, to?: PassThrough) {
  const gateway = await testGateway({ [id]: handler }, to === undefined ? {} : { log: createLog({ to }) })
  const answer = await send(gateway.app, await shoot(gateway, id, { as: gateway.people.customer }))
  await gateway.app.close()
  return answer
}

describe('answers', () => {
  test('a reply leaves in its shape, with its status', async () => {
    const answer = await answerOf('getBrand', async () => ({ ok: true, value: brand }))
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.json()).toEqual(brand)
  })
  test('204 has no body', async () => {
    const answer = await answerOf('removeMyDevice', async () => ({ ok: true, value: undefined }))
    expect(answer).toMatchObject({ status: 204, body: '' })
  })
  test('a replay says so', async () => {
    const value = {
      id: toTypeId('lod', newId()),
      status: 'succeeded',
      amount: 2500,
      currency: 'USD',
      tender: 'card',
      at: '2027-01-15T08:00:00Z',
      declineReason: null,
      action: null,
      recovered: 0,
    }
    expect((await answerOf('takeLoad', async () => ({ ok: true, value }))).headers).not.toHaveProperty(
      'idempotency-replayed',
    )
    const replayed = await answerOf('takeLoad', async () => ({ ok: true, value, replayed: true }))
    expect(replayed).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } })
  })
  test.each([
    ['an unknown property', { ...brand, balance: 1 }],
    ['a bigint', { ...brand, loadMinimum: 500n }],
    ['a fraction', { ...brand, loadMinimum: 500.5 }],
    ['text for a number', { ...brand, loadMinimum: '500' }],
    ['nothing', undefined],
  ])('%s never leaves: it is an internal error', async (_, value) => {
    const answer = await answerOf('getBrand', async () => ({ ok: true, value }))
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal_error' })
  })
})

describe('problems', () => {
  test.each(Object.keys(errors) as (keyof typeof errors)[])(
    '%s has the status and title of the registry',
    async code => {
      const answer = await answerOf('getMe', async () => ({ ok: false, code }))
      const { status, title } = errors[code]
      expect(answer.status).toBe(status)
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(answer.json()).toEqual({
        type: `urn:ringfence:problem:${code}`,
        title,
        status,
        code,
        instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
      })
    },
  )
  test('a bug is logged under its id and leaks nothing', async () => {
    const to = new PassThrough()
    const answer = await answerOf('getMe', () => Promise.reject(new Error('SELECT secret FROM vault')), to)
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal_error' })
    expect(answer.body).not.toContain('vault')
    const requestId = String(answer.json().instance).replace('urn:uuid:', '')
    const logged = String(to.read())
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
    const failure = logged.find(line => line.level === 'error')
    expect(failure).toMatchObject({ requestId, err: { message: 'SELECT secret FROM vault' } })
  })
  test('an unknown address is 404, a known one with another method 405 with Allow', async () => {
    const { app } = await testGateway()
    for (const url of ['/', '/v1', '/v1/', '/v2/payments', '/v1/PAYMENTS', '/openapi.json']) {
      const answer = await send(app, { method: 'GET', url })
      expect(answer.json()).toMatchObject({ status: 404, code: 'not_found' })
    }
    const wrong = await send(app, { method: 'DELETE', url: '/v1/payments' })
    expect(wrong.json()).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(wrong.headers.allow).toBe('POST, GET')
    expect((await send(app, { method: 'HEAD', url: '/v1/brand' })).status).toBe(405)
  })
  test('an address that can not be read is refused', async () => {
    const { app } = await testGateway()
    expect((await send(app, { method: 'GET', url: '/v1/payments/%zz' })).json()).toMatchObject({
      code: 'malformed_request',
    })
    expect((await send(app, { method: 'GET', url: `/v1/payments/${'x'.repeat(200)}` })).status).toBe(404)
  })
  test('what is not HTTP gets a problem too, and the server lives on', async () => {
    const { app } = await testGateway()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    socket.write('NONSENSE\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('400 Bad Request')
    expect(String(answer)).toContain('"code":"malformed_request"')
    expect((await send(app, { method: 'GET', url: '/v1/brand' })).status).toBe(409)
    await app.close()
  })
})

describe('headers', () => {
  test('the API is not cached, sniffed or framed, and says nothing about the server', async () => {
    const { headers } = await answerOf('getBrand', async () => ({ ok: true, value: brand }))
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    })
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('strict-transport-security')
  })
  test('pages run nothing that we do not serve; over TLS only TLS', async () => {
    const { app } = await testGateway({}, { origins: ['https://pay.example'] })
    app.get('/till/', async () => 'page')
    const { headers } = await send(app, { method: 'GET', url: '/till/' })
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['content-security-policy']).not.toContain('unsafe-inline')
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/)
    expect(headers).not.toHaveProperty('cache-control')
  })
})

test('pages reach the form of a payment provider, and nobody else, when one is set up', async () => {
  const provider = 'https://cards.example'
  const foreignOrigins = { scripts: [provider], frames: [provider], connections: [provider] }
  for (const [options, origins] of [
    [{ foreignOrigins }, [provider]],
    [{}, []],
  ] as const) {
    const { app } = await testGateway({}, options)
    app.get('/app/', async () => 'page')
    const policy = String((await send(app, { method: 'GET', url: '/app/' })).headers['content-security-policy'])
    expect([...new Set(policy.match(/https?:[^ ;]+/g) ?? [])]).toEqual(origins)
    const api = String((await send(app, { method: 'GET', url: '/v1/brand' })).headers['content-security-policy'])
    expect(api).not.toContain(provider)
    await app.close()
  }
})

test('the log has a line for each request and no secret in it', async () => {
  const to = new PassThrough()
  const gateway = await testGateway({}, { log: createLog({ to }) })
  const { cashier } = gateway.people
  await send(gateway.app, await shoot(gateway, 'takePayment', { as: cashier, idempotencyKey: 'CANARY-KEY' }))
  await send(gateway.app, {
    method: 'GET',
    url: '/v1/customers?search=CANARY-NAME',
    headers: { cookie: 'CANARY-COOKIE' },
  })
  await gateway.app.close()
  const text = String(to.read())
  const lines = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toMatchObject([
    {
      operation: 'takePayment',
      method: 'POST',
      status: 409,
      problem: 'code_used',
      role: 'cashier',
      client: cashier.caller.terminalId,
    },
    { operation: 'listCustomers', method: 'GET', status: 401, problem: 'unauthenticated' },
  ])
  expect(text).not.toContain('CANARY')
  expect(text).not.toContain(cashier.token)
  expect(text).not.toContain(examples.takePayment.code)
})
