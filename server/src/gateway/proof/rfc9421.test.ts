/** The test vectors of RFC 9421, appendix B.2, and requests that others sign, through the same library that the gateway uses. */
import { constants, createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign, verify } from 'node:crypto'
import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { httpbis } from 'http-message-signatures'
import { calculateJwkThumbprint, exportJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { examples, origin, send, sessionOf, testGateway } from '../testing.ts'

const request = {
  method: 'POST',
  url: 'https://example.com/foo?param=Value&Pet=dog',
  headers: {
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
  },
}
const response = {
  status: 200,
  headers: {
    date: 'Tue, 20 Apr 2021 02:07:56 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    'content-length': '23',
  },
}

const publicKey = (jwk: JsonWebKey) => createPublicKey({ format: 'jwk', key: jwk })
const rsa = publicKey({
  kty: 'RSA',
  e: 'AQAB',
  n: 'r4tmm3r20Wd_PbqvP1s2-QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct-Lh1GH45x28Rw3Ry53mm-oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL-Wokqltd11nqqzi-bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d-nb4bnNkQVklLQ3fVAvJm-xdDOp9LCNCN48V2pnDOkFV6-U9nV5oyc6XI2w',
})
const p256 = publicKey({
  kty: 'EC',
  crv: 'P-256',
  x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
  y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
})
const ed25519 = publicKey({ kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' })
const secret = Buffer.from(
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
  'base64',
)

/** The library tells requests from answers by what they have. */
type Message = typeof request
type Check = (base: Buffer, signature: Buffer) => boolean
const rsaPss = { key: rsa, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }
const checks: Record<string, Check> = {
  'test-key-rsa-pss': (base, signature) => verify('sha512', base, rsaPss, signature),
  'test-key-ecc-p256': (base, signature) => verify('sha256', base, { key: p256, dsaEncoding: 'ieee-p1363' }, signature),
  'test-key-ed25519': (base, signature) => verify(null, base, ed25519, signature),
  'test-shared-secret': (base, signature) => createHmac('sha256', secret).update(base).digest().equals(signature),
}

const vectors = [
  [
    'B.2.1',
    request,
    '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    'd2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==',
  ],
  [
    'B.2.2',
    request,
    '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"',
    'LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==',
  ],
  [
    'B.2.3',
    request,
    '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
    'bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==',
  ],
  [
    'B.2.4',
    response,
    '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
  ],
  [
    'B.2.5',
    request,
    '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    'pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=',
  ],
  [
    'B.2.6',
    request,
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
  ],
] as const

describe('the library verifies the vector', () => {
  test.each(vectors)('RFC 9421, %s [S2]', async (_, message, parameters, signature) => {
    const verified = (headers: Record<string, string>) =>
      httpbis.verifyMessage(
        {
          notAfter: Number.POSITIVE_INFINITY,
          keyLookup: async ({ keyid }) => ({ verify: async (base, given) => checks[keyid ?? '']!(base, given) }),
        },
        { ...message, headers: { ...message.headers, ...headers } } as Message,
      )
    const given = { 'signature-input': `sig=${parameters}`, signature: `sig=:${signature}:` }
    expect(await verified(given)).toBe(true)
    const changed = parameters.replace('created=1618884473', 'created=1618884474')
    expect(await verified({ ...given, 'signature-input': `sig=${changed}` })).toBe(false)
  })
})

/** A partner's client that has nothing of ours: it signs with the library, for a key of its own. */
async function independent(kind: 'P-256' | 'Ed25519') {
  const gateway = await testGateway()
  const pair = kind === 'P-256' ? generateKeyPairSync('ec', { namedCurve: kind }) : generateKeyPairSync('ed25519')
  const keyId = await calculateJwkThumbprint(await exportJWK(pair.publicKey))
  const { cashier } = gateway.people
  const owner = { terminalId: cashier.caller.terminalId! }
  gateway.keys.set(keyId, { keyId, owner, publicKey: pair.publicKey })
  gateway.sessions.set('of.a.partner', { ...sessionOf(cashier, 2e12), boundKeyId: keyId })
  const body = JSON.stringify(examples.takePayment)
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('base64')
  const key = {
    id: keyId,
    alg: kind === 'P-256' ? 'ecdsa-p256-sha256' : 'ed25519',
    sign: async (base: Buffer) =>
      kind === 'P-256'
        ? sign('sha256', base, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' })
        : sign(null, base, pair.privateKey),
  }
  const created = new Date(gateway.clock.now())
  const message = await httpbis.signMessage(
    {
      key,
      fields: ['@method', '@target-uri', 'content-digest', 'authorization', 'idempotency-key'],
      params: ['created', 'nonce', 'keyid', 'alg'],
      paramValues: { created, nonce: newId() },
    },
    {
      method: 'POST',
      url: `${origin}/v1/payments`,
      headers: {
        host: new URL(origin).host,
        'content-type': 'application/json',
        'content-digest': `sha-256=:${digest}:`,
        authorization: 'GNAP of.a.partner',
        'idempotency-key': '"k"',
      },
    },
  )
  const headers = message.headers as Record<string, string>
  return { gateway, shot: { method: 'POST', url: '/v1/payments', payload: body, headers } as const, keyId }
}

test.each(['P-256', 'Ed25519'] as const)(
  'a request that http-message-signatures signed by %s is accepted [S2]',
  async kind => {
    const { gateway, shot } = await independent(kind)
    expect((await send(gateway.app, shot)).json()).toMatchObject({ code: 'code_used' })
    expect((await send(gateway.app, shot)).json()).toMatchObject({ code: 'signature_invalid' })
  },
)

test('a key signs by its own algorithm only', async () => {
  const { gateway, shot } = await independent('Ed25519')
  const input = shot.headers['Signature-Input']!
  const other = { ...shot.headers, 'Signature-Input': input.replace('alg="ed25519"', 'alg="ecdsa-p256-sha256"') }
  expect((await send(gateway.app, { ...shot, headers: other })).json()).toMatchObject({ code: 'signature_invalid' })
})

test('the thumbprint of a P-256 key is the one that the contract computes', async () => {
  const { publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = key.export({ format: 'jwk' })
  expect(await keyIdOf(jwk as unknown as PublicKey)).toBe(await calculateJwkThumbprint(await exportJWK(key)))
})
