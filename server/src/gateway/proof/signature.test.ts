import { createSigner, generateSigningKey } from '@ringfence/contract'
import type { InjectOptions } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { keyOf, origin, send, sessionOf, shoot, type TestGateway, testGateway } from '../testing.ts'
import { createNonceMemory } from './nonces.ts'
import { createPossession } from './possession.ts'
import { readSignatureInput } from './signature-input.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await testGateway()
})

type Headers = Record<string, string>
const pay = () => shoot(gateway, 'takePayment', { as: gateway.people.cashier })
const headersOf = (request: InjectOptions) => request.headers as Headers
const answerTo = async (request: InjectOptions) => {
  const { status, json } = await send(gateway.app, request)
  return `${status} ${String(json().code)}`
}
const accepted = '409 code_used'
const refused = '401 signature_invalid'

test('a signed payment reaches its handler, which learns who signed', async () => {
  let signedBy: unknown
  gateway = await testGateway({
    takePayment: async call => {
      signedBy = call.signedBy
      return { ok: false, code: 'code_used' }
    },
  })
  expect(await answerTo(await pay())).toBe(accepted)
  const { caller, key } = gateway.people.cashier
  expect(signedBy).toEqual({ terminalId: caller.terminalId, keyId: key.keyId })
})

describe('each covered part, tampered with, is refused [S2]', () => {
  test('method', async () => {
    const request = await shoot(gateway, 'takeRefund', { as: gateway.people.cashier })
    const signature = { ...headersOf(request) }
    const headers = new Headers({ ...signature })
    await createSigner(
      gateway.people.cashier.key,
      gateway.clock.now,
    )({
      method: 'PUT',
      url: origin + String(request.url),
      headers,
      body: String(request.payload),
    })
    expect(await answerTo({ ...request, headers: Object.fromEntries(headers) })).toBe(refused)
  })
  test('address', async () => {
    const [one, other] = [
      await shoot(gateway, 'takeRefund', { as: gateway.people.cashier }),
      await shoot(gateway, 'takeRefund'),
    ]
    expect(await answerTo({ ...one, url: other.url! })).toBe(refused)
  })
  test('host', async () => {
    const request = await pay()
    const elsewhere = await testGateway({}, { origins: ['https://other.example'] })
    gateway = { ...elsewhere, people: gateway.people }
    elsewhere.sessions.set(gateway.people.cashier.token, {
      caller: gateway.people.cashier.caller,
      boundKeyId: gateway.people.cashier.key.keyId,
      expiresAtMs: 2e12,
    })
    expect(await answerTo(request)).toBe(refused)
  })
  test('body', async () => {
    const request = await pay()
    expect(await answerTo({ ...request, payload: String(request.payload).replace('450', '451') })).toBe(refused)
  })
  test('body together with its digest', async () => {
    const [one, other] = [
      await pay(),
      await shoot(gateway, 'takePayment', { as: gateway.people.cashier, body: { amount: 1 } }),
    ]
    const headers = { ...headersOf(one), 'content-digest': headersOf(other)['content-digest']! }
    expect(await answerTo({ ...one, payload: String(other.payload), headers })).toBe(refused)
  })
  test('access token', async () => {
    const request = await pay()
    const { cashier } = gateway.people
    gateway.sessions.set('another.token', { caller: cashier.caller, boundKeyId: cashier.key.keyId, expiresAtMs: 2e12 })
    expect(
      await answerTo({ ...request, headers: { ...headersOf(request), authorization: 'GNAP another.token' } }),
    ).toBe(refused)
  })
  test('idempotency key', async () => {
    const request = await pay()
    expect(await answerTo({ ...request, headers: { ...headersOf(request), 'idempotency-key': '"another"' } })).toBe(
      refused,
    )
  })
  test.each([
    [/created=\d+/, 'created=1799999999'],
    [/nonce="[^"]+"/, 'nonce="AAAAAAAAAAAAAAAAAAAAAA"'],
    [/"@method" /, ''],
    [/ "authorization"/, ''],
    [/ "content-digest"/, ''],
    [/ "idempotency-key"/, ''],
    [/"@target-uri" /, ''],
    [/\)/, ' "accept")'],
    [/$/, ';alg="ed25519"'],
    [/;tag="gnap"/, ''],
    [/$/, ';expires=1'],
  ])('parameters of the signature: %s', async (what, instead) => {
    const request = await pay()
    const changed = headersOf(request)['signature-input']!.replace(what, instead)
    expect(changed).not.toBe(headersOf(request)['signature-input'])
    expect(await answerTo({ ...request, headers: { ...headersOf(request), 'signature-input': changed } })).toBe(refused)
  })
  test('signature', async () => {
    const request = await pay()
    const other = await pay()
    expect(
      await answerTo({ ...request, headers: { ...headersOf(request), signature: headersOf(other).signature! } }),
    ).toBe(refused)
  })
})

test.each(['signature', 'signature-input', 'content-digest'])('without %s it is refused', async name => {
  const request = await pay()
  const { [name]: _, ...headers } = headersOf(request)
  expect(await answerTo({ ...request, headers })).toBe(refused)
})

test('a signature that covers too little is refused even when it fits', async () => {
  const request = await pay()
  const headers = new Headers({ host: new URL(origin).host, 'content-type': 'application/json' })
  await createSigner(
    gateway.people.cashier.key,
    gateway.clock.now,
  )({
    method: 'POST',
    url: origin + String(request.url),
    headers,
    body: String(request.payload),
  })
  const { authorization, 'idempotency-key': key } = headersOf(request)
  const merged = { ...Object.fromEntries(headers), authorization: authorization!, 'idempotency-key': key }
  expect(await answerTo({ ...request, headers: merged })).toBe(refused)
})

test('a request is good once [S2]', async () => {
  const request = await pay()
  expect(await answerTo(request)).toBe(accepted)
  expect(await answerTo(request)).toBe(refused)
})

test.each([
  [60_000, accepted],
  [61_000, refused],
  [-60_000, accepted],
  [-61_000, refused],
])('a signature %i ms old is answered %s [A16]', async (ageMs, answer) => {
  const request = await pay()
  gateway.clock.advance(ageMs)
  expect(await answerTo(request)).toBe(answer)
})

test('a replay just before the window closes is still refused', async () => {
  gateway.clock.advance(-60_000)
  const request = await pay()
  expect(await answerTo(request)).toBe(accepted)
  gateway.clock.advance(60_000)
  expect(await answerTo(request)).toBe(refused)
})

test('the key of another terminal, an unknown key and a revoked key are refused', async () => {
  const { cashier, shiftLead } = gateway.people
  expect(await answerTo(await shoot(gateway, 'takePayment', { as: cashier, key: shiftLead.key }))).toBe(refused)
  expect(await answerTo(await shoot(gateway, 'takePayment', { as: cashier, key: await generateSigningKey() }))).toBe(
    refused,
  )
  gateway.keys.delete(cashier.key.keyId)
  expect(await answerTo(await pay())).toBe(refused)
})

test('another live key of the same terminal does not fit a token bound to the first', async () => {
  const { cashier } = gateway.people
  const second = { ...cashier, key: await generateSigningKey() }
  gateway.keys.set(second.key.keyId, keyOf(second))
  expect(await answerTo(await shoot(gateway, 'takePayment', { as: cashier, key: second.key }))).toBe(refused)
})

test('a key that moved to another terminal does not speak for the old one', async () => {
  const { cashier, shiftLead } = gateway.people
  const key = gateway.keys.get(cashier.key.keyId)!
  gateway.keys.set(key.keyId, { ...key, owner: { terminalId: shiftLead.caller.terminalId! } })
  expect(await answerTo(await pay())).toBe(refused)
})

test('a till changes nothing by a DPoP proof alone, and staff of tills nothing away from one', async () => {
  const { cashier, storeManager } = gateway.people
  expect(await answerTo(await shoot(gateway, 'takePayment', { as: storeManager, sign: false }))).toBe(refused)
  const away = { ...cashier, token: 'away.from.tills', caller: { ...cashier.caller, terminalId: undefined } }
  gateway.sessions.set(away.token, sessionOf(away, 2e12))
  expect(await answerTo(await shoot(gateway, 'takePayment', { as: away, sign: true }))).toBe(refused)
  expect(await answerTo(await shoot(gateway, 'takePayment', { as: away, sign: false }))).toBe(refused)
})

test('a machine client signs whatever it changes; what it reads it signs, or proves by DPoP [S2]', async () => {
  const { client } = gateway.people
  const change = {
    method: 'POST',
    path: '/v1/x',
    summary: '',
    callers: ['client'],
    status: 200,
    errors: [],
    scope: 'x:write',
  } as const
  const bare = { session: sessionOf(client, 2e12), scheme: 'DPoP', method: 'POST', headers: {}, raw: { url: '/v1/x' } }
  const { clock, keys } = gateway
  const authority = {
    verifyAccessToken: async () => undefined,
    signingKey: async (id: string) => keys.get(id),
    terminalSeen: () => {},
  }
  const possession = createPossession({ authority, clock, nonces: createNonceMemory(clock), origins: [origin] })
  expect(await possession.isSigned(change, bare as never)).toBe(false)
  expect(await possession.isSigned({ ...change, method: 'GET' }, bare as never)).toBe(true)
  expect(await possession.isSigned({ ...change, method: 'GET' }, { ...bare, scheme: 'GNAP' } as never)).toBe(false)
})

test('a read may be signed or proved by DPoP, but comes not without', async () => {
  const { cashier } = gateway.people
  expect(await answerTo(await shoot(gateway, 'listPayments', { as: cashier }))).toBe(accepted)
  expect(await answerTo(await shoot(gateway, 'listPayments', { as: cashier, sign: false }))).toBe(accepted)
  const { authorization } = headersOf(await shoot(gateway, 'listPayments', { as: cashier }))
  expect(await answerTo({ method: 'GET', url: '/v1/payments', headers: { authorization } as Headers })).toBe(
    '401 unauthenticated',
  )
})

test('a revoked key of a till or a machine client reads nothing more either, by signature or by DPoP [S2] [S3]', async () => {
  const { cashier, client } = gateway.people
  for (const [as, id] of [
    [cashier, 'listPayments'],
    [client, 'listPayments'],
  ] as const) {
    expect(await answerTo(await shoot(gateway, id, { as, sign: false }))).toBe(accepted)
    gateway.keys.delete(as.key.keyId)
    expect(await answerTo(await shoot(gateway, id, { as, sign: false }))).toBe('401 unauthenticated')
    expect(await answerTo(await shoot(gateway, id, { as, sign: true }))).toBe(refused)
  }
})

test('the key of a customer is no signing key', async () => {
  const { customer } = gateway.people
  expect(await answerTo(await shoot(gateway, 'takeLoad', { as: customer }))).toBe(accepted)
  expect(await answerTo(await shoot(gateway, 'takeLoad', { as: customer, sign: true }))).toBe(refused)
})

test('a public operation takes a signature that fits, none at all, but no wrong one', async () => {
  const { cashier } = gateway.people
  expect(await answerTo(await shoot(gateway, 'signInSandbox'))).toBe(accepted)
  expect(await answerTo(await shoot(gateway, 'signInSandbox', { key: cashier.key }))).toBe(accepted)
  expect(await answerTo(await shoot(gateway, 'signInSandbox', { key: await generateSigningKey() }))).toBe(refused)
})

test('the deployment may be reached at several origins', async () => {
  gateway = await testGateway({}, { origins: ['https://pay.example', origin] })
  expect(await answerTo(await pay())).toBe(accepted)
})

describe('reading signature-input', () => {
  const signature = `sig1=:${Buffer.alloc(64).toString('base64')}:`
  const good = 'sig1=("@method" "@target-uri");created=1;nonce="n";keyid="k"'
  test('takes the canonical form', () => {
    expect(readSignatureInput(good, signature)).toMatchObject({
      components: ['@method', '@target-uri'],
      createdSeconds: 1,
      nonce: 'n',
      keyId: 'k',
    })
  })
  test.each([
    '',
    'sig1=()',
    'sig2=("@method" "@target-uri");created=1;nonce="n";keyid="k"',
    'sig1=("@method" "@method");created=1;nonce="n";keyid="k"',
    'sig1=("@method"  "@target-uri");created=1;nonce="n";keyid="k"',
    'sig1=("@method";req "@target-uri");created=1;nonce="n";keyid="k"',
    'sig1=("@method");created=01;nonce="n";keyid="k"',
    'sig1=("@method");created=1;created=2;nonce="n";keyid="k"',
    'sig1=("@method");created="1";nonce="n";keyid="k"',
    'sig1=("@method");created=1;nonce=2;keyid="k"',
    'sig1=("@method");created=1;nonce="n"',
    'sig1=("@method");created=1;nonce="n";keyid="k";unknown="x"',
    'sig1=("@method"); created=1;nonce="n";keyid="k"',
    'sig1=("@method");created=1;nonce="";keyid="k"',
    `${good}, sig2=("@method");created=1;nonce="n";keyid="k"`,
    `${good}\n`,
  ])('refuses %j', input => {
    expect(readSignatureInput(input, signature)).toBeUndefined()
  })
})
