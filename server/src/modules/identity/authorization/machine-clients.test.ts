import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { decodeJwt, exportJWK, SignJWT, UnsecuredJWT } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appDatabase } from '../../../../test/database.ts'
import { newId, toTypeId } from '../../../kernel/ids.ts'
import { startAuthorization, type TestAuthorization } from './testing.ts'

const db = await appDatabase()
let server: TestAuthorization
beforeAll(async () => {
  server = await startAuthorization(db)
})
afterAll(async () => {
  await server.close()
  expect(server.errors).toEqual([])
})

async function newKey() {
  const pair = await client.randomDPoPKeyPair('ES256', { extractable: true })
  const { kty, crv, x, y } = await exportJWK(pair.publicKey)
  const publicKey = { kty, crv, x, y } as PublicKey
  return { ...pair, jwk: publicKey, keyId: await keyIdOf(publicKey) }
}
type Key = Awaited<ReturnType<typeof newKey>>

async function addKey(id: string, key: Key, slot: 1 | 2) {
  await db.query(
    'INSERT INTO identity.client_keys (key_id, client_id, slot, public_jwk, created_at) VALUES ($1, $2, $3, $4, now())',
    [key.keyId, id, slot, key.jwk],
  )
}

async function newMachine(scopes: string[] = ['payments:read', 'payments:write']) {
  const [id, key] = [newId(), await newKey()]
  const clientId = toTypeId('cli', id)
  await db.query(
    `INSERT INTO identity.clients (id, client_id, kind, name, scopes, created_at)
     VALUES ($1, $2, 'machine', 'Till maker', $3, now())`,
    [id, clientId, scopes],
  )
  await addKey(id, key, 1)
  return { id, clientId, key }
}
type Machine = Awaited<ReturnType<typeof newMachine>>

async function configure({ clientId, key }: Machine, signWith: Key = key) {
  const auth = client.PrivateKeyJwt({ key: signWith.privateKey, kid: signWith.keyId })
  const config = await client.discovery(new URL(server.origin), clientId, undefined, auth, {
    execute: [client.allowInsecureRequests],
  })
  return { config, DPoP: client.getDPoPHandle(config, signWith) }
}

async function tokenOf(machine: Machine, scope: string, key = machine.key) {
  const { config, DPoP } = await configure(machine, key)
  return client.clientCredentialsGrant(config, { scope }, { DPoP })
}

test('a machine client gets a token by private_key_jwt, bound to its signing key and limited to its scopes [S3] [S4]', async () => {
  const machine = await newMachine()
  const tokens = await tokenOf(machine, 'payments:read')
  expect(tokens.token_type).toBe('dpop')
  expect(tokens.refresh_token).toBeUndefined()
  expect(decodeJwt(tokens.access_token)).toMatchObject({ scope: 'payments:read', acr: 'key', aud: server.origin })
  expect(await server.identity.verifyAccessToken(tokens.access_token)).toMatchObject({
    caller: { role: 'client', personId: machine.id, clientId: machine.clientId, name: 'Till maker' },
    boundKeyId: machine.key.keyId,
  })
  const both = await tokenOf(machine, 'payments:read payments:write')
  expect(decodeJwt(both.access_token).scope).toBe('payments:read payments:write')
})

test('scopes beyond its own are left out; none left is no token [S10]', async () => {
  const machine = await newMachine(['payments:read'])
  const some = await tokenOf(machine, 'payments:read funding:write app')
  expect(decodeJwt(some.access_token).scope).toBe('payments:read')
  await expect(tokenOf(machine, 'app')).rejects.toMatchObject({ error: 'invalid_scope' })
})

test('two keys are live while they are changed; a revoked one, an unknown one and a revoked client get nothing [S2] [S19]', async () => {
  const machine = await newMachine()
  const next = await newKey()
  await expect(tokenOf(machine, 'payments:read', next)).rejects.toMatchObject({ error: 'invalid_client' })
  await addKey(machine.id, next, 2)
  for (const key of [machine.key, next]) {
    const { boundKeyId } = (await server.identity.verifyAccessToken(
      (
        await tokenOf(machine, 'payments:read', key)
      ).access_token,
    ))!
    expect(boundKeyId).toBe(key.keyId)
  }
  await expect(addKey(machine.id, await newKey(), 2)).rejects.toThrow('client_keys_live')
  await db.query('UPDATE identity.client_keys SET revoked_at = now() WHERE key_id = $1', [machine.key.keyId])
  await expect(tokenOf(machine, 'payments:read')).rejects.toMatchObject({ error: 'invalid_client' })
  await db.query('UPDATE identity.clients SET revoked_at = now() WHERE id = $1', [machine.id])
  await expect(tokenOf(machine, 'payments:read', next)).rejects.toMatchObject({ error: 'invalid_client' })
})

/** What `openid-client` would not do. */
async function ask(machine: Machine, assertion: string, proof?: string): Promise<{ status: number; error?: string }> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'payments:read',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  })
  const headers = { ...(proof === undefined ? {} : { dpop: proof }) }
  const response = await fetch(new URL('/oidc/token', server.origin), { method: 'POST', body, headers })
  expect(machine.clientId).toMatch(/^cli_/)
  return { status: response.status, ...((await response.json()) as { error?: string }) }
}

const claimsOf = (machine: Machine, change: object = {}) => ({
  iss: machine.clientId,
  sub: machine.clientId,
  aud: server.origin,
  jti: newId(),
  ...change,
})
const assertionOf = (machine: Machine, change: object = {}, key = machine.key, exp: string | number = '1 minute') =>
  new SignJWT(claimsOf(machine, change))
    .setProtectedHeader({ alg: 'ES256', kid: machine.key.keyId })
    .setIssuedAt()
    .setExpirationTime(exp)
    .sign(key.privateKey)
const proofOf = (key: Key) =>
  new SignJWT({ htm: 'POST', htu: `${server.origin}/oidc/token`, jti: newId() })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk })
    .setIssuedAt()
    .sign(key.privateKey)

test('one assertion, or one proof, sent 8 times at once over two processes is good once [S4] [A17]', async () => {
  const second = await startAuthorization(db, server.origin)
  const machine = await newMachine()
  const sendAll = async (make: () => Promise<[assertion: string, proof: string]>) => {
    const requests = await Promise.all(Array.from({ length: 8 }, make))
    const answers = await Promise.all(
      requests.map(async ([assertion, proof], i) => {
        const body = new URLSearchParams({
          grant_type: 'client_credentials',
          scope: 'payments:read',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        })
        const at = new URL('/oidc/token', i % 2 === 0 ? server.origin : second.origin)
        return (await fetch(at, { method: 'POST', body, headers: { dpop: proof } })).status
      }),
    )
    return answers.sort()
  }
  const assertion = await assertionOf(machine)
  expect(await sendAll(async () => [assertion, await proofOf(machine.key)])).toEqual([200, ...Array(7).fill(401)])
  const proof = await proofOf(machine.key)
  expect(await sendAll(async () => [await assertionOf(machine), proof])).toEqual([200, ...Array(7).fill(400)])
  await second.close()
  expect(second.errors).toEqual([])
})

test('an assertion is refused with alg none, of another key, for another audience, over, without an id, or of another client [S4]', async () => {
  const [machine, other] = [await newMachine(), await newMachine()]
  const proof = () => proofOf(machine.key)
  expect((await ask(machine, await assertionOf(machine), await proof())).status).toBe(200)
  const none = new UnsecuredJWT(claimsOf(machine)).setExpirationTime('1 minute').encode()
  const wrong: [string, string][] = [
    ['alg none', none],
    ['another key', await assertionOf(machine, {}, other.key)],
    ['another audience', await assertionOf(machine, { aud: 'https://evil.example' })],
    ['several audiences', await assertionOf(machine, { aud: [server.origin, 'https://evil.example'] })],
    [
      'the address of the token endpoint as audience',
      await assertionOf(machine, { aud: `${server.origin}/oidc/token` }),
    ],
    ['over', await assertionOf(machine, {}, machine.key, '-1 minute')],
    ['no id', await assertionOf(machine, { jti: undefined })],
    ['another client', await assertionOf(machine, { sub: other.clientId })],
  ]
  for (const [what, assertion] of wrong) {
    expect([what, (await ask(machine, assertion, await proof())).error]).toEqual([what, 'invalid_client'])
  }
})

test('a token is bound to a registered key of the client or not given [S3]', async () => {
  const [machine, other] = [await newMachine(), await newMachine()]
  expect((await ask(machine, await assertionOf(machine))).status).toBe(400)
  expect((await ask(machine, await assertionOf(machine), await proofOf(other.key))).error).toBe('invalid_dpop_proof')
})

test('a machine client can neither send people to sign in nor be one of the apps [S4]', async () => {
  const machine = await newMachine()
  const { config, DPoP } = await configure(machine)
  const push = client.buildAuthorizationUrlWithPAR(
    config,
    {
      redirect_uri: `${server.origin}/app/signed-in`,
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    },
    { DPoP },
  )
  await expect(push).rejects.toThrow()
  const app = await client.discovery(new URL(server.origin), 'app.customer', undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  })
  await expect(client.clientCredentialsGrant(app, { scope: 'app' }, { DPoP })).rejects.toMatchObject({
    error: 'invalid_request',
  })
})
