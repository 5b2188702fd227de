import { createPublicKey, verify } from 'node:crypto'
import { verifySignature } from 'http-message-sig'
import { expect, test } from 'vitest'
import {
  createSigner,
  generateSigningKey,
  importSigningKey,
  keyIdOf,
  signatureAlgorithm,
  signatureBase,
} from './signing.ts'

const ecdsaKey = createPublicKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
    y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
  },
})
const ed25519Key = createPublicKey({
  format: 'jwk',
  key: { kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' },
})

test('our signature base is that of RFC 9421, appendix B.2.4 (ecdsa-p256-sha256)', () => {
  const values: Record<string, string> = {
    '@status': '200',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    'content-length': '23',
  }
  const parameters =
    '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"'
  const base = signatureBase(Object.keys(values), parameters, name => values[name]!)
  const signature = 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=='
  const options = { key: ecdsaKey, dsaEncoding: 'ieee-p1363' as const }
  expect(verify('sha256', Buffer.from(base), options, Buffer.from(signature, 'base64'))).toBe(true)
  expect(verify('sha256', Buffer.from(`${base} `), options, Buffer.from(signature, 'base64'))).toBe(false)
})

test('our signature base is that of RFC 9421, appendix B.2.6 (a request)', () => {
  const values: Record<string, string> = {
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    '@method': 'POST',
    '@path': '/foo',
    '@authority': 'example.com',
    'content-type': 'application/json',
    'content-length': '18',
  }
  const parameters =
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"'
  const base = signatureBase(Object.keys(values), parameters, name => values[name]!)
  const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=='
  expect(verify(null, Buffer.from(base), ed25519Key, Buffer.from(signature, 'base64'))).toBe(true)
})

async function signed(body: string | undefined) {
  const key = await generateSigningKey()
  const headers = new Headers({
    authorization: 'GNAP abc.def',
    'idempotency-key': '"k1"',
    accept: 'application/json',
  })
  const request = { method: 'POST', url: 'https://pay.example/v1/payments?a=1', headers, body }
  await createSigner(key, () => 1_800_000_000_500)(request)
  return { key, request }
}

test('an independent implementation accepts what we sign', async () => {
  const { key, request } = await signed('{"amount":450}')
  const publicKey = createPublicKey({ format: 'jwk', key: { ...key.publicKey } })
  const verified = await verifySignature(
    {
      kind: 'request',
      method: request.method,
      targetUri: request.url,
      fields: [...request.headers].map(([name, value]) => ({ name, value })),
    },
    {
      policy: {
        algorithms: [signatureAlgorithm],
        requiredComponents: ['@method', '@target-uri', 'content-digest', 'authorization', 'idempotency-key'],
        requiredParameters: ['created', 'nonce', 'keyid'],
        now: 1_800_000_000,
        maxAge: 0,
      },
      resolveVerifier: () => ({
        algorithm: signatureAlgorithm,
        verify: (data, signature) => verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature),
      }),
    },
  )
  expect(verified.parameters.keyid).toBe(key.keyId)
  expect(verified.parameters.created).toBe(1_800_000_000)
})

test('what a request does not have is not covered, and a digest comes only with a body', async () => {
  const { request } = await signed(undefined)
  expect(request.headers.has('content-digest')).toBe(false)
  expect(request.headers.get('signature-input')).toMatch(
    /^sig1=\("@method" "@target-uri" "authorization" "idempotency-key"\);/,
  )
})

test('no two signatures share a nonce', async () => {
  const nonces = await Promise.all(
    Array.from(
      { length: 20 },
      async () => /nonce="([^"]+)"/.exec((await signed('{}')).request.headers.get('signature-input')!)![1],
    ),
  )
  expect(new Set(nonces).size).toBe(20)
})

test('the content digest is that of RFC 9530 (sha-256 of the example body)', async () => {
  const { request } = await signed('{"hello": "world"}')
  expect(request.headers.get('content-digest')).toBe('sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:')
})

test('the private half of a key can not be read out; a key from a file keeps its id', async () => {
  const key = await generateSigningKey()
  expect(key.privateKey.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('jwk', key.privateKey)).rejects.toThrow()
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { d, x, y } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const imported = await importSigningKey({ kty: 'EC', crv: 'P-256', d: d!, x: x!, y: y! })
  expect(imported.keyId).toBe(await keyIdOf({ kty: 'EC', crv: 'P-256', x: x!, y: y! }))
  expect(imported.privateKey.extractable).toBe(false)
})
