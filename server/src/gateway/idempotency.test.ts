import { createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Idempotency } from '../platform/http.ts'
import { fingerprintOf, readIdempotencyKey } from './idempotency.ts'
import type { AnyHandler } from './operation-route.ts'
import { send, shoot, testGateway } from './testing.ts'

describe('reading the key', () => {
  test.each([
    ['"8e03978e-40d5"', '8e03978e-40d5'],
    ['"a b"', 'a b'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('%.40s is taken', (header, key) => {
    expect(readIdempotencyKey(header)).toBe(key)
  })
  test.each(['', '""', 'bare', '"open', '"a"b"', '"a\\b"', '"ä"', '"a\tb"', `"${'k'.repeat(256)}"`, '"a";p=1'])(
    '%.40s is refused',
    header => {
      expect(readIdempotencyKey(header)).toBeUndefined()
    },
  )
})

test('the fingerprint tells method, path and body apart', () => {
  const body = Buffer.from('{}')
  const prints = [
    fingerprintOf('POST', '/v1/payments', body),
    fingerprintOf('PUT', '/v1/payments', body),
    fingerprintOf('POST', '/v1/loads', body),
    fingerprintOf('POST', '/v1/payments', Buffer.from('{ }')),
    fingerprintOf('POST', '/v1/payments', undefined),
  ]
  expect(new Set(prints).size).toBe(prints.length)
  expect(prints.every(print => /^[0-9a-f]{32}$/.test(print))).toBe(true)
  expect(fingerprintOf('POST', '/v1/payments', Buffer.from('{}'))).toBe(prints[0])
})

test('a fingerprint under a key is another one: who has the fingerprint alone can try no bodies', () => {
  const body = Buffer.from('{}')
  const [one, two] = [createSecretKey(Buffer.alloc(32, 1)), createSecretKey(Buffer.alloc(32, 2))].map(key =>
    fingerprintOf('POST', '/v1/payments', body, key),
  )
  expect(one).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set([one, two, fingerprintOf('POST', '/v1/payments', body)]).size).toBe(3)
  expect(fingerprintOf('POST', '/v1/payments', body, createSecretKey(Buffer.alloc(32, 1)))).toBe(one)
})

test('an operation of value needs a key that can be read', async () => {
  const gateway = await testGateway()
  const answerTo = async (key: string | undefined) => {
    const request = await shoot(gateway, 'takeLoad', { as: gateway.people.customer })
    const { 'idempotency-key': _, ...headers } = request.headers as Record<string, string>
    const keyed = key === undefined ? headers : { ...headers, 'idempotency-key': key }
    return (await send(gateway.app, { ...request, headers: keyed })).json()
  }
  expect(await answerTo(undefined)).toMatchObject({ status: 400, code: 'idempotency_key_missing' })
  expect(await answerTo('bare')).toMatchObject({ status: 400, code: 'malformed_request' })
})

describe('the client of a key', () => {
  const seen: Idempotency[] = []
  const look: AnyHandler = async call => {
    seen.push(call.idempotency!)
    return { ok: false, code: 'code_used' }
  }
  test('is the terminal, or the person without one', async () => {
    const gateway = await testGateway({ takeLoad: look })
    const { cashier, customer } = gateway.people
    await send(gateway.app, await shoot(gateway, 'takeLoad', { as: cashier, idempotencyKey: 'k' }))
    await send(gateway.app, await shoot(gateway, 'takeLoad', { as: customer, idempotencyKey: 'k' }))
    expect(seen.map(({ clientId, key }) => [clientId, key])).toEqual([
      [cashier.caller.terminalId, 'k'],
      [customer.caller.personId, 'k'],
    ])
    expect(seen[0]!.fingerprint).toBe(seen[1]!.fingerprint)
  })
})

test('while a request is worked on, its key is taken for its client and for no other [A18]', async () => {
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  let calls = 0
  const gateway = await testGateway({
    takeLoad: async () => {
      calls += 1
      if (calls === 1) {
        started.resolve()
        await finish.promise
      }
      return { ok: false, code: 'code_used' }
    },
  })
  const { customer, cashier } = gateway.people
  const load = async (as = customer) =>
    (await send(gateway.app, await shoot(gateway, 'takeLoad', { as, idempotencyKey: 'same' }))).json().code
  const first = load()
  await started.promise
  expect(await load()).toBe('request_in_flight')
  expect(await load(cashier)).toBe('code_used')
  finish.resolve()
  expect(await first).toBe('code_used')
  expect(await load()).toBe('code_used')
  expect(calls).toBe(3)
})
