import { generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import { masterKeyOf, open } from '../../platform/crypto.ts'
import type { Identity } from './identity.ts'
import { listSigningKeys } from './store.ts'
import { addPeople, audience, issuer, masterKey, testClock, testIdentity } from './testing.ts'

const db = await testDatabase()
const clock = testClock()
let people: Awaited<ReturnType<typeof addPeople>>
let identity: Identity
let privateKey: CryptoKey
let kid: string

beforeAll(async () => {
  people = await addPeople(db)
  identity = await testIdentity(db, clock)
  const [row] = await listSigningKeys(db)
  const jwk = JSON.parse(open(masterKey, 'identity.signing_keys', row!.sealedPrivateKey).toString()) as JsonWebKey
  privateKey = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  kid = row!.kid
})

const provedKeyId = 'k'.repeat(43)

async function tokenOfCustomer(): Promise<string> {
  const signedIn = await identity.signIn({ personId: toTypeId('cus', people.customer), provedKeyId })
  if (!signedIn.ok) throw new Error(signedIn.code)
  return signedIn.value.accessToken
}

describe('a token that we issue', () => {
  test('is an ES256 access token of at most five minutes that says who calls', async () => {
    const token = await tokenOfCustomer()
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid })
    const claims = decodeJwt(token)
    expect(claims).toMatchObject({
      iss: issuer,
      aud: audience,
      sub: toTypeId('cus', people.customer),
      role: 'customer',
    })
    expect(claims.exp! - claims.iat!).toBe(300)
    expect(await identity.verifyAccessToken(token)).toEqual({
      caller: {
        role: 'customer',
        personId: people.customer,
        name: 'Maya',
        terminalId: undefined,
        storeId: undefined,
        clientId: 'app.customer',
        scopes: new Set(['app']),
        sessionId: fromTypeId('ses', claims.sid as string),
        authenticatedAtMs: clock.now(),
        authentication: 'sandbox',
      },
      boundKeyId: provedKeyId,
      expiresAtMs: clock.now() + 300_000,
    })
  })
  test('can be verified by others through our JWK set', async () => {
    const set = createLocalJWKSet(identity.jwks())
    const options = { issuer, audience, currentDate: new Date(clock.now()) }
    expect((await jwtVerify(await tokenOfCustomer(), set, options)).payload.role).toBe('customer')
    expect(JSON.stringify(identity.jwks())).not.toContain('"d"')
    expect(kid).toBe(await calculateJwkThumbprint(identity.jwks().keys[0]!))
  })
  test('is over after five minutes', async () => {
    const own = testClock()
    const elsewhere = await testIdentity(db, own)
    const token = await tokenOfCustomer()
    own.advance(299_000)
    expect(await elsewhere.verifyAccessToken(token)).toBeDefined()
    own.advance(10_000)
    expect(await elsewhere.verifyAccessToken(token)).toBeUndefined()
  })
})

const claims = () => ({
  role: 'customer',
  name: 'Maya',
  jti: 'j',
  sub: toTypeId('cus', people.customer),
  iss: issuer,
  aud: audience,
  client_id: 'app.customer',
  scope: 'app',
  sid: 'ses_01h455vb4pex5vsknk084sn02q',
  auth_time: clock.now() / 1000,
  acr: 'sandbox',
  cnf: { jkt: provedKeyId },
})
const forge = (
  change: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  lifetimeSeconds = 300,
  agoSeconds = 0,
) => {
  const now = clock.now() / 1000 - agoSeconds
  return new SignJWT({ ...claims(), ...change })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSeconds)
}

describe('a token is refused', () => {
  test('unless it is exactly what we would issue', async () => {
    expect(await identity.verifyAccessToken(await forge().sign(privateKey))).toBeDefined()
  })
  test.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'https://pay.example' }],
    ['no audience', { aud: undefined }],
    ['no subject', { sub: undefined }],
    ['no id', { jti: undefined }],
    ['an unknown role', { role: 'owner' }],
    ['a role that is no text', { role: ['customer', 'administrator'] }],
    ['a role that does not fit the subject', { role: 'administrator' }],
    ['a subject of another kind', { sub: 'stf_01h455vb4pex5vsknk084sn02q' }],
    ['a store that is no id', { store: 'harbour' }],
    ['no key', { cnf: undefined }],
    ['a key that is no text', { cnf: { jkt: 1 } }],
    ['no client', { client_id: undefined }],
    ['no scope', { scope: undefined }],
    ['scopes that are no text', { scope: ['app'] }],
    ['no session', { sid: undefined }],
    ['a session that is no id', { sid: 's' }],
    ['no time of proof', { auth_time: undefined }],
    ['a time of proof that is no number', { auth_time: 'now' }],
    ['an unknown kind of proof', { acr: 'password' }],
  ])('with %s', async (_, change) => {
    expect(await identity.verifyAccessToken(await forge(change).sign(privateKey))).toBeUndefined()
  })
  test.each([
    ['typ JWT', { typ: 'JWT' }],
    ['no typ', { typ: undefined }],
    ['an unknown kid', { kid: 'x'.repeat(43) }],
    ['no kid', { kid: undefined }],
  ])('with %s', async (_, header) => {
    expect(await identity.verifyAccessToken(await forge({}, header).sign(privateKey))).toBeUndefined()
  })
  test('when it is expired, lasts too long, is from the future or is old', async () => {
    for (const [lifetime, ago] of [
      [300, 400],
      [301, 0],
      [86_400, 0],
      [300, -60],
      [1000, 600],
    ]) {
      expect(await identity.verifyAccessToken(await forge({}, {}, lifetime, ago).sign(privateKey))).toBeUndefined()
    }
  })
  test('when another key signed it', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(await identity.verifyAccessToken(await forge().sign(other.privateKey))).toBeUndefined()
  })
  test('with alg none, and with our public key taken for a shared secret', async () => {
    const none = new UnsecuredJWT(claims())
      .setIssuedAt(clock.now() / 1000)
      .setExpirationTime(clock.now() / 1000 + 300)
      .encode()
    expect(await identity.verifyAccessToken(none)).toBeUndefined()
    const secret = Buffer.from(JSON.stringify(identity.jwks().keys[0]))
    const confused = await forge({}, { alg: 'HS256' }).sign(secret)
    expect(await identity.verifyAccessToken(confused)).toBeUndefined()
  })
  test('when any of its characters was changed', async () => {
    const token = await forge().sign(privateKey)
    for (let i = 0; i < token.length; i += 7) {
      const other = token[i] === 'A' ? 'B' : 'A'
      expect(await identity.verifyAccessToken(token.slice(0, i) + other + token.slice(i + 1))).toBeUndefined()
    }
    for (const text of ['', '.', '..', 'a.b.c', randomBytes(300).toString('base64url')]) {
      expect(await identity.verifyAccessToken(text)).toBeUndefined()
    }
  })
})

describe('signing keys', () => {
  test('are shared by all processes, also those that start at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => testIdentity(db, clock)))
    expect(new Set(all.map(each => each.jwks().keys[0]!.kid)).size).toBe(1)
    expect(await all[4]!.verifyAccessToken(await tokenOfCustomer())).toBeDefined()
  })
  test('lie sealed in the database: the wrong master key stops the start', async () => {
    const [row] = await db.query<{ text: string }>(
      `SELECT encode(private_jwk, 'escape') AS text FROM identity.signing_keys`,
    )
    expect(row!.text).not.toContain('"d"')
    await expect(testIdentity(db, clock, masterKeyOf(randomBytes(32), 'other'))).rejects.toThrow(
      /sealed with another (master )?key/,
    )
  })
  test('are made once when several processes start on an empty database', async () => {
    await db.query('DELETE FROM identity.signing_keys')
    const all = await Promise.all(Array.from({ length: 8 }, () => testIdentity(db, clock)))
    expect(
      new Set(
        all.map(each =>
          each
            .jwks()
            .keys.map(key => key.kid)
            .join(),
        ),
      ).size,
    ).toBe(1)
    expect(await listSigningKeys(db)).toHaveLength(1)
  })
})
