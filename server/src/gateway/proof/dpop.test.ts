import { createHash, generateKeyPairSync } from 'node:crypto'
import { createProver, generateSigningKey } from '@ringfence/contract'
import * as dpop from 'dpop'
import { calculateJwkThumbprint, exportJWK, SignJWT, UnsecuredJWT } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { origin, send, sessionOf, shoot, type TestGateway, testGateway } from '../testing.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await testGateway()
})

const accepted = '409 code_used'
const refused = '401 unauthenticated'
type Headers = Record<string, string>

const ask = async (headers: Headers, url = '/v1/me') => {
  const answer = await send(gateway.app, { method: 'GET', url, headers: { host: new URL(origin).host, ...headers } })
  return { told: `${answer.status} ${String(answer.json().code)}`, challenge: answer.headers['www-authenticate'] }
}
const told = async (headers: Headers, url?: string) => (await ask(headers, url)).told
const tokenOf = () => gateway.people.customer.token
const athOf = (token: string) => createHash('sha256').update(token).digest('base64url')

/** A proof that a client may make it, wrong in one point. */
async function proof(
  change: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key = gateway.people.customer.key,
) {
  const claims = {
    jti: crypto.randomUUID(),
    htm: 'GET',
    htu: `${origin}/v1/me`,
    iat: Math.floor(gateway.clock.now() / 1000),
    ath: athOf(tokenOf()),
    ...change,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: { ...key.publicKey }, ...header })
    .sign(key.privateKey)
}
const show = async (dpopHeader: string | undefined) =>
  told({ authorization: `DPoP ${tokenOf()}`, ...(dpopHeader === undefined ? {} : { dpop: dpopHeader }) })

test('a token with a fresh proof of its key is accepted [S3]', async () => {
  expect(await show(await proof())).toBe(accepted)
  expect(await told({ authorization: `dpop ${tokenOf()}`, dpop: await proof() })).toBe(accepted)
})

describe('refused: [S3]', () => {
  test('a replayed jti [S3]', async () => {
    const jti = 'once'
    expect(await show(await proof({ jti }))).toBe(accepted)
    expect(await show(await proof({ jti, iat: Math.floor(gateway.clock.now() / 1000) - 1 }))).toBe(refused)
  })
  test('the same proof twice, up to the end of its window [S3]', async () => {
    const shown = await proof({ iat: Math.floor(gateway.clock.now() / 1000) + 60 })
    expect(await show(shown)).toBe(accepted)
    gateway.clock.advance(120_000)
    expect(await show(shown)).toBe(refused)
  })
  test.each([
    ['wrong htm', { htm: 'POST' }],
    ['htm in other letters', { htm: 'get' }],
    ['wrong htu: another path', { htu: `${origin}/v1/brand` }],
    ['wrong htu: another host', { htu: 'https://evil.example/v1/me' }],
    ['wrong htu: another scheme', { htu: `${origin.replace('http:', 'https:')}/v1/me` }],
    ['htu that is no address', { htu: '/v1/me' }],
    ['wrong ath', { ath: athOf('another.token') }],
    ['no ath', { ath: undefined }],
    ['no jti', { jti: undefined }],
    ['a jti that is no text', { jti: 7 }],
    ['a jti that is too long', { jti: 'x'.repeat(129) }],
    ['no iat', { iat: undefined }],
  ])('%s [S3]', async (_, change) => {
    expect(await show(await proof(change))).toBe(refused)
  })
  test.each([120, 61])('iat %i seconds ago, or ahead [S3] [A16]', async seconds => {
    const now = Math.floor(gateway.clock.now() / 1000)
    expect(await show(await proof({ iat: now - seconds }))).toBe(refused)
    expect(await show(await proof({ iat: now + seconds }))).toBe(refused)
  })
  test('a proof that says itself that it is over [S3]', async () => {
    expect(await show(await proof({ exp: Math.floor(gateway.clock.now() / 1000) - 120 }))).toBe(refused)
  })
  test('the proof of another key [S3]', async () => {
    expect(await show(await proof({}, {}, await generateSigningKey()))).toBe(refused)
  })
  test('the right key in the header, signed by another [S3]', async () => {
    const other = await generateSigningKey()
    expect(await show(await proof({}, { jwk: { ...gateway.people.customer.key.publicKey } }, other))).toBe(refused)
  })
  test.each(['JWT', 'at+jwt', 'dpop', undefined])('wrong typ: %s [S3]', async typ => {
    expect(await show(await proof({}, { typ }))).toBe(refused)
  })
  test('Bearer downgrade: with a proof and without [S3]', async () => {
    expect(await told({ authorization: `Bearer ${tokenOf()}`, dpop: await proof() })).toBe(refused)
    expect(await told({ authorization: `Bearer ${tokenOf()}` })).toBe(refused)
  })
  test('no proof, an empty one, one that is no JWT, two [S3]', async () => {
    const two = `${await proof()}, ${await proof()}`
    for (const wrong of [undefined, '', 'x', 'a.b.c', two]) expect(await show(wrong)).toBe(refused)
  })
  test('a signature promised by the scheme, but not there [S3]', async () => {
    expect(await told({ authorization: `GNAP ${tokenOf()}`, dpop: await proof() })).toBe(refused)
  })
  test('alg none [S3]', async () => {
    const { publicKey } = gateway.people.customer.key
    const claims = {
      jti: 'n',
      htm: 'GET',
      htu: `${origin}/v1/me`,
      iat: gateway.clock.now() / 1000,
      ath: athOf(tokenOf()),
    }
    const unsigned = new UnsecuredJWT(claims).encode().split('.')[1]
    const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: publicKey })).toString('base64url')
    expect(await show(`${header}.${unsigned}.`)).toBe(refused)
  })
  test('a shared secret in place of a key pair [S3]', async () => {
    const secret = Buffer.alloc(32, 7)
    const jwk = { kty: 'oct', k: secret.toString('base64url') }
    const shown = await new SignJWT({ jti: 's', htm: 'GET', htu: `${origin}/v1/me`, ath: athOf(tokenOf()) })
      .setIssuedAt(Math.floor(gateway.clock.now() / 1000))
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'HS256', jwk })
      .sign(secret)
    expect(await show(shown)).toBe(refused)
  })
  test('a private key in the header [S3]', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    const { publicKey, keyId } = gateway.people.customer.key
    const key = { privateKey: pair.privateKey, publicKey, keyId }
    expect(await show(await proof({}, { jwk: await exportJWK(pair.privateKey) }, key))).toBe(refused)
  })
  test('an expired token, however good the proof [S3]', async () => {
    gateway.clock.advance(300_000)
    expect(await show(await proof())).toBe(refused)
  })
  test('a remembered token without a proof of its own [S3]', async () => {
    expect(await show(await proof())).toBe(accepted)
    expect(await show(undefined)).toBe(refused)
  })
})

test('who shows a wrong proof is told so, in the words of RFC 9449; a wrong token is another matter', async () => {
  const wrongProof = await ask({ authorization: `DPoP ${tokenOf()}`, dpop: 'x' })
  expect(wrongProof.challenge).toBe('DPoP algs="ES256 EdDSA", error="invalid_dpop_proof"')
  expect((await ask({ authorization: 'DPoP nobodys', dpop: 'x' })).challenge).toBe('DPoP algs="ES256 EdDSA"')
})

test('htu is the address without query and fragment', async () => {
  const bare = await proof()
  expect(await told({ authorization: `DPoP ${tokenOf()}`, dpop: bare }, '/v1/me?')).toBe(accepted)
  const whole = await proof({ htu: `${origin}/v1/me?a=1#b` })
  expect(await show(whole)).toBe(accepted)
})

test('Ed25519 keys prove as well as P-256 keys [S3]', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const jwk = await exportJWK(publicKey)
  const { customer } = gateway.people
  const bound = { ...sessionOf(customer, 2e12), boundKeyId: await calculateJwkThumbprint(jwk) }
  gateway.sessions.set('of.ed25519', bound)
  for (const alg of ['EdDSA', 'Ed25519']) {
    const shown = await new SignJWT({ jti: alg, htm: 'GET', htu: `${origin}/v1/me`, ath: athOf('of.ed25519') })
      .setIssuedAt(Math.floor(gateway.clock.now() / 1000))
      .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk })
      .sign(privateKey)
    expect(await told({ authorization: 'DPoP of.ed25519', dpop: shown })).toBe(accepted)
  }
})

test('proofs of an independent library are accepted [S3]', async () => {
  gateway = await testGateway({}, { clock: { now: Date.now } as never })
  const pair = await dpop.generateKeyPair('ES256')
  const { customer } = gateway.people
  const boundKeyId = await dpop.calculateThumbprint(pair.publicKey)
  gateway.sessions.set('of.a.library', { ...sessionOf(customer, 2e12), boundKeyId })
  const shown = await dpop.generateProof(pair, `${origin}/v1/me`, 'GET', undefined, 'of.a.library')
  expect(await told({ authorization: 'DPoP of.a.library', dpop: shown })).toBe(accepted)
})

test('a sign-in learns which key it was proved with; a wrong proof is no sign-in [S3]', async () => {
  let provedKeyId: unknown
  gateway = await testGateway({
    signInSandbox: async call => {
      provedKeyId = call.provedKeyId
      return { ok: false, code: 'code_used' }
    },
  })
  const key = await generateSigningKey()
  const plain = await shoot(gateway, 'signInSandbox')
  const headers = new Headers(plain.headers as Headers)
  await createProver(key, gateway.clock.now)({ method: 'POST', url: origin + String(plain.url), headers, body: '' })
  expect((await send(gateway.app, { ...plain, headers: Object.fromEntries(headers) })).status).toBe(409)
  expect(provedKeyId).toBe(key.keyId)
  expect((await send(gateway.app, { ...plain, headers: Object.fromEntries(headers) })).status).toBe(401)
})

test('no two proofs of a key are the same, and none can be made without it', async () => {
  const key = await generateSigningKey()
  const prove = createProver(key, gateway.clock.now)
  const made = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const headers = new Headers({ authorization: 'DPoP t' })
      await prove({ method: 'GET', url: `${origin}/v1/me`, headers, body: undefined })
      return headers.get('dpop')
    }),
  )
  expect(new Set(made).size).toBe(20)
  expect(key.privateKey.extractable).toBe(false)
})
