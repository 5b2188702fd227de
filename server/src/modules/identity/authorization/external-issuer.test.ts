import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appDatabase } from '../../../../test/database.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { newId, toTypeId } from '../../../kernel/ids.ts'
import { createIdentity, type Identity } from '../identity.ts'
import { addPeople, masterKey } from '../testing.ts'
import { readIssuerSettings } from './external-issuer.ts'
import { freePort, testBrowser } from './testing.ts'

const db = await appDatabase()
const people = await addPeople(db)
const maya = toTypeId('cus', people.customer)
const audience = 'https://pay.example'

function connect(issuer: string): Promise<Identity> {
  const ours = { issuer: audience, audience, sandbox: false }
  return createIdentity({ db, clock: systemClock, masterKey, ...ours, external: { issuer, audience } })
}

test('a code flow at a second, separate provider gives a token that we accept [S4]', async () => {
  const port = await freePort()
  const redirectUri = 'http://127.0.0.1:9/app/signed-in'
  const program = fileURLToPath(new URL('../../../../test/security/issuer-program.ts', import.meta.url))
  const child = spawn(process.execPath, [program, String(port), audience, redirectUri], { stdio: 'pipe' })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const issuer = line.toString().trim()
    const config = await client.discovery(new URL(issuer), 'app.customer', undefined, client.None(), {
      execute: [client.allowInsecureRequests],
    })
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const url = await client.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: redirectUri,
      scope: 'openid app',
      login_hint: maya,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const { callback } = await testBrowser(issuer).follow(url)
    const tokens = await client.authorizationCodeGrant(config, callback!, { pkceCodeVerifier }, undefined, { DPoP })
    const identity = await connect(issuer)
    expect(identity.authorization).toBeUndefined()
    expect(await identity.verifyAccessToken(tokens.access_token)).toMatchObject({
      caller: {
        role: 'customer',
        personId: people.customer,
        name: 'Maya',
        clientId: 'app.customer',
        scopes: new Set(['app']),
        authentication: 'passkey',
      },
      boundKeyId: await DPoP.calculateThumbprint(),
    })
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
})

describe('tokens of an issuer elsewhere', () => {
  const keys = new Map<string, { privateKey: CryptoKey; jwk: object }>()
  let issuer = ''
  let identity: Identity
  let fetches = 0
  let failing = false
  let status = 200
  const server = createServer((request, response) => {
    if (request.url !== '/keys') return response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }))
    fetches++
    if (failing) return response.socket?.destroy()
    response.statusCode = status
    return response.end(JSON.stringify({ keys: [...keys.values()].map(({ jwk }) => jwk) }))
  })

  async function addKey(alg: string) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    keys.set(alg, { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' } })
  }
  beforeAll(async () => {
    for (const alg of ['ES256', 'EdDSA', 'PS256', 'RS256']) await addKey(alg)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
    identity = await connect(issuer)
  })
  afterAll(() => void server.close())

  const seconds = () => Math.floor(systemClock.now() / 1000)
  const claims = () => ({
    iss: issuer,
    aud: audience,
    sub: maya,
    iat: seconds(),
    exp: seconds() + 300,
    client_id: 'app.customer',
    scope: 'openid app',
    auth_time: seconds() - 60,
    acr: 'phr',
    sid: 's1',
    cnf: { jkt: 'x'.repeat(43) },
  })
  const sign = (change: object = {}, header: object = {}, alg = 'ES256') =>
    new SignJWT({ ...claims(), ...change })
      .setProtectedHeader({ alg, kid: alg, typ: 'at+jwt', ...header })
      .sign(keys.get(alg)!.privateKey)
  const verify = async (token: Promise<string>) => identity.verifyAccessToken(await token)

  test('are accepted with ES256, EdDSA and PS256, and with no other algorithm [S4]', async () => {
    for (const alg of ['ES256', 'EdDSA', 'PS256']) expect(await verify(sign({}, {}, alg))).toBeDefined()
    expect(await verify(sign({}, {}, 'RS256'))).toBeUndefined()
    const none = new UnsecuredJWT(claims()).encode()
    expect(await identity.verifyAccessToken(none)).toBeUndefined()
    const shared = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'ES256', typ: 'at+jwt' })
    const secret = Buffer.from(JSON.stringify(keys.get('ES256')!.jwk))
    expect(await identity.verifyAccessToken(await shared.sign(secret))).toBeUndefined()
  })
  test.each<[string, object, object?]>([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['of the same issuer written otherwise', { iss: 'http://localhost' }],
    ['for another audience', { aud: 'https://pay.example/' }],
    ['that are over', { iat: seconds() - 600, exp: seconds() - 300 }],
    ['that last too long', { exp: seconds() + 3600 }],
    ['bound to no key', { cnf: undefined }],
    ['bound to something else', { cnf: { 'x5t#S256': 'x' } }],
    ['without the scope of the app', { scope: 'openid' }],
    ['for another app', { client_id: 'app.console' }],
    ['for an unknown app', { client_id: 'app.other' }],
    ['of an unknown person', { sub: toTypeId('cus', newId()) }],
    ['of a subject that is none of ours', { sub: 'maya@example.test' }],
    ['that claim to be a machine client that we don’t know', { sub: toTypeId('cli', newId()) }],
    ['that are ID tokens', {}, { typ: 'JWT' }],
    ['of a key that it does not have', {}, { kid: 'another' }],
  ])('are refused: %s [S4]', async (_, change, header) => {
    expect(await verify(sign(change, header))).toBeUndefined()
  })
  test('do not make anybody what they are not: role and store are ours, staff need a passkey [S4] [S10]', async () => {
    const boast = await verify(sign({ role: 'administrator', name: 'Boss', store: 'sto_x' }))
    expect(boast!.caller).toMatchObject({ role: 'customer', name: 'Maya', storeId: undefined })
    const staff = { sub: toTypeId('stf', people.auditor), client_id: 'app.console' }
    expect((await verify(sign(staff)))!.caller).toMatchObject({ role: 'auditor', authentication: 'passkey' })
    expect(await verify(sign({ ...staff, acr: 'pwd' }))).toBeUndefined()
    expect((await verify(sign({ acr: 'pwd' })))!.caller.authentication).toBe('code')
    expect((await verify(sign({ auth_time: undefined })))!.caller.authenticatedAtMs).toBe(0)
  })
  test('of unknown keys do not make us ask the issuer each time, nor when it is down [S4] [API10]', async () => {
    expect(await verify(sign())).toBeDefined()
    const before = fetches
    for (let i = 0; i < 50; i++) expect(await verify(sign({}, { kid: `k${i}` }))).toBeUndefined()
    expect(fetches - before).toBeLessThanOrEqual(1)
    const fresh = await connect(issuer)
    failing = true
    const asked = fetches
    for (let i = 0; i < 20; i++) expect(await fresh.verifyAccessToken(await sign())).toBeUndefined()
    expect(fetches - asked).toBe(1)
    failing = false
  })
  test('do not make us ask an issuer each time that answers with an error [S4] [API10]', async () => {
    const fresh = await connect(issuer)
    status = 500
    const asked = fetches
    for (let i = 0; i < 20; i++) expect(await fresh.verifyAccessToken(await sign())).toBeUndefined()
    expect(fetches - asked).toBe(1)
    status = 200
  })
})

test('settings come together, over HTTPS, and name the issuer as it names itself [S1] [S4]', async () => {
  expect(readIssuerSettings({})).toBeUndefined()
  expect(() => readIssuerSettings({ RINGFENCE_ISSUER: 'https://id.example' })).toThrow('together')
  const both = { RINGFENCE_ISSUER: 'https://id.example', RINGFENCE_ISSUER_AUDIENCE: audience }
  expect(readIssuerSettings(both)).toEqual({ issuer: 'https://id.example', audience })
  await expect(connect('http://id.example')).rejects.toThrow('must be reached by HTTPS')
  const liar = createServer((_, response) => response.end(JSON.stringify({ issuer: 'https://id.example' })))
  liar.listen(0, '127.0.0.1')
  await once(liar, 'listening')
  await expect(connect(`http://127.0.0.1:${(liar.address() as { port: number }).port}`)).rejects.toThrow('calls itself')
  liar.close()
})
