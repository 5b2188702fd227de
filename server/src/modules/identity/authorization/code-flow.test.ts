import { decodeJwt, decodeProtectedHeader, exportJWK, SignJWT } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appDatabase } from '../../../../test/database.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { toTypeId } from '../../../kernel/ids.ts'
import { rotateSigningKey } from '../signing-keys.ts'
import { addPeople, masterKey } from '../testing.ts'
import { startAuthorization, type TestAuthorization, testBrowser } from './testing.ts'
import { type App, authorize, newApp, redeem } from './testing-app.ts'

const db = await appDatabase()
const people = await addPeople(db)
let server: TestAuthorization
beforeAll(async () => {
  server = await startAuthorization(db)
})
afterAll(async () => {
  await server.close()
  expect(server.errors).toEqual([])
})

const maya = () => ({ accountId: toTypeId('cus', people.customer), acr: 'passkey', amr: ['hwk', 'user'] }) as const

async function signIn(app: App, login: TestAuthorization['login'] = maya()) {
  server.login = login
  return redeem(app, await authorize(app))
}

describe('an independent client', () => {
  test('signs in by PAR, PKCE and DPoP and gets an access token that we accept, with all its claims [S3] [S4]', async () => {
    const app = await newApp(server.origin)
    const tokens = await signIn(app)
    expect(tokens.token_type).toBe('dpop')
    expect(tokens.expires_in).toBeLessThanOrEqual(300)
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    const claims = decodeJwt(tokens.access_token)
    expect(claims).toMatchObject({ iss: server.origin, aud: server.origin, sub: maya().accountId, role: 'customer' })
    expect(claims).toMatchObject({ name: 'Maya', client_id: 'app.customer', scope: 'app', acr: 'passkey' })
    expect(tokens.claims()).toMatchObject({ sub: maya().accountId, acr: 'passkey' })
    const verified = await server.identity.verifyAccessToken(tokens.access_token)
    expect(verified).toMatchObject({
      caller: { role: 'customer', personId: people.customer, clientId: 'app.customer', authentication: 'passkey' },
      boundKeyId: await app.DPoP.calculateThumbprint(),
    })
    expect(verified!.caller.scopes).toEqual(new Set(['app']))
    expect(server.asked[0]).toMatchObject({ clientId: 'app.customer', kind: 'customer' })
  })
  test('refreshes with the same key, again and again: whoever closes the app while it renews stays signed in', async () => {
    const app = await newApp(server.origin)
    const first = await signIn(app)
    const { sessionId } = (await server.identity.verifyAccessToken(first.access_token))!.caller
    for (let i = 0; i < 2; i++) {
      const next = await client.refreshTokenGrant(app.config, first.refresh_token!, undefined, { DPoP: app.DPoP })
      expect(await server.identity.verifyAccessToken(next.access_token)).toMatchObject({ caller: { sessionId } })
    }
  })
})

const refused = (error: string) => ({ error })
/** What was used up is no longer of this moment. */
const aMomentLater = () =>
  db.query("UPDATE identity.provider_state SET consumed_at = consumed_at - interval '11 seconds'")

describe('of 8 at once exactly one succeeds', () => {
  test('redemptions of one code, over two processes [S4] [A17]', async () => {
    const second = await startAuthorization(db, server.origin)
    for (let round = 0; round < 5; round++) {
      const app = await newApp(server.origin)
      server.login = maya()
      const { callback, verifier } = await authorize(app)
      const redeemAt = async (origin: string) => {
        const url = new URL('/oidc/token', origin)
        const proof = await proofOf(app, server.origin)
        const body = new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'app.customer',
          code: callback!.searchParams.get('code')!,
          code_verifier: verifier,
          redirect_uri: app.redirectUri,
        })
        const response = await fetch(url, { method: 'POST', body, headers: { dpop: proof } })
        return { status: response.status, ...((await response.json()) as { error?: string }) }
      }
      const origins = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? server.origin : second.origin))
      const answers = await Promise.all(origins.map(redeemAt))
      expect(answers.map(answer => answer.status).sort()).toEqual([200, ...Array(7).fill(400)])
      expect(answers.filter(answer => answer.status === 400).map(answer => answer.error)).toEqual(
        Array(7).fill('invalid_grant'),
      )
    }
    await second.close()
    expect(second.errors).toEqual([])
  })
})

async function proofOf(app: App, origin: string, iat?: number): Promise<string> {
  const { publicKey, privateKey } = app.keys
  const jwk = await exportJWK(publicKey)
  return new SignJWT({ htm: 'POST', htu: `${origin}/oidc/token`, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
    .setIssuedAt(iat)
    .sign(privateKey)
}

describe('is refused [S3] [S4]', () => {
  test('a code a second time; later, what came of it is worth nothing any more', async () => {
    const app = await newApp(server.origin)
    server.login = maya()
    const authorized = await authorize(app)
    const tokens = await redeem(app, authorized)
    await expect(redeem(app, authorized)).rejects.toMatchObject(refused('invalid_grant'))
    const next = await client.refreshTokenGrant(app.config, tokens.refresh_token!, undefined, { DPoP: app.DPoP })
    await aMomentLater()
    await expect(redeem(app, authorized)).rejects.toMatchObject(refused('invalid_grant'))
    await expect(
      client.refreshTokenGrant(app.config, next.refresh_token!, undefined, { DPoP: app.DPoP }),
    ).rejects.toMatchObject(refused('invalid_grant'))
  })
  test('a code with another verifier, another redirect address or by another client', async () => {
    const app = await newApp(server.origin)
    server.login = maya()
    const authorized = await authorize(app)
    const other = { ...authorized, verifier: client.randomPKCECodeVerifier() }
    await expect(redeem(app, other)).rejects.toMatchObject(refused('invalid_grant'))
    const elsewhere = new URL(`/console/signed-in${authorized.callback!.search}`, server.origin)
    await expect(redeem(app, { ...authorized, callback: elsewhere })).rejects.toMatchObject(refused('invalid_grant'))
    const console = await newApp(server.origin, 'app.console', '/console/signed-in')
    await expect(redeem(console, authorized)).rejects.toMatchObject(refused('invalid_grant'))
    expect((await redeem(app, authorized)).access_token).toBeTypeOf('string')
  })
  test('a code on another device, and a refresh token there', async () => {
    const [app, thief] = [await newApp(server.origin), await newApp(server.origin)]
    server.login = maya()
    const authorized = await authorize(app)
    await expect(redeem({ ...app, DPoP: thief.DPoP }, authorized)).rejects.toMatchObject(refused('invalid_grant'))
    const tokens = await signIn(app)
    await expect(
      client.refreshTokenGrant(thief.config, tokens.refresh_token!, undefined, { DPoP: thief.DPoP }),
    ).rejects.toMatchObject(refused('invalid_grant'))
    await expect(client.refreshTokenGrant(app.config, tokens.refresh_token!)).rejects.toMatchObject(
      refused('invalid_grant'),
    )
  })
  test('a request that was not pushed, has no S256 challenge, goes elsewhere or is used again', async () => {
    const app = await newApp(server.origin)
    const plain = new URL('/oidc/auth', server.origin)
    const query = { client_id: 'app.customer', redirect_uri: app.redirectUri, response_type: 'code', scope: 'openid' }
    plain.search = new URLSearchParams(query).toString()
    const answer = await app.browser.get(plain)
    expect(new URL(answer.headers.get('location')!).searchParams.get('error')).toBe('invalid_request')
    for (const change of [{ code_challenge_method: 'plain' }, { redirect_uri: 'https://evil.example/signed-in' }]) {
      await expect(authorize(app, change)).rejects.toMatchObject(refused('invalid_request'))
    }
    server.login = maya()
    const { url } = await authorize(app)
    const again = await testBrowser(server.origin).follow(url)
    expect(again.callback).toBeUndefined()
    expect(again.response?.status).toBe(400)
    expect(again.response?.headers.get('content-type')).toContain('application/problem+json')
    expect(await again.response?.json()).toMatchObject({ code: 'malformed_request', status: 400 })
  })
  test('who does not belong to the app: staff, customers, and people of no store at a till', async () => {
    const auditor = { ...maya(), accountId: toTypeId('stf', people.auditor) }
    for (const [clientId, path, login] of [
      ['app.customer', '/app/signed-in', auditor],
      ['app.console', '/console/signed-in', maya()],
      ['app.till', '/till/signed-in', auditor],
    ] as const) {
      server.login = login
      const { callback, response } = await authorize(await newApp(server.origin, clientId, path))
      expect(callback).toBeUndefined()
      expect(response?.status).toBe(500)
    }
  })
  test('who gives up: the app hears so', async () => {
    server.login = undefined
    const { callback } = await authorize(await newApp(server.origin))
    expect(callback?.searchParams.get('error')).toBe('access_denied')
  })
})

describe('a session', () => {
  test('that has ended gives no token, and the browser must sign in anew [S3]', async () => {
    const app = await newApp(server.origin)
    const tokens = await signIn(app)
    const { sessionId } = (await server.identity.verifyAccessToken(tokens.access_token))!.caller
    await db.query('UPDATE identity.sessions SET ended_at = now() WHERE id = $1', [sessionId])
    await server.identity.ended.look()
    expect(await server.identity.verifyAccessToken(tokens.access_token)).toBeUndefined()
    await expect(
      client.refreshTokenGrant(app.config, tokens.refresh_token!, undefined, { DPoP: app.DPoP }),
    ).rejects.toMatchObject(refused('invalid_grant'))
    const asked = server.asked.length
    const again = await signIn(app)
    expect(server.asked.length).toBe(asked + 1)
    expect((await server.identity.verifyAccessToken(again.access_token))!.caller.sessionId).not.toBe(sessionId)
  })
  test('ends when the app revokes its refresh token [S3]', async () => {
    const app = await newApp(server.origin)
    const tokens = await signIn(app)
    const { sessionId } = (await server.identity.verifyAccessToken(tokens.access_token))!.caller
    await client.tokenRevocation(app.config, tokens.refresh_token!)
    const [row] = await db.query<{ ended: boolean }>(
      'SELECT ended_at IS NOT NULL AS ended FROM identity.sessions WHERE id = $1',
      [sessionId],
    )
    expect(row?.ended).toBe(true)
    await expect(
      client.refreshTokenGrant(app.config, tokens.refresh_token!, undefined, { DPoP: app.DPoP }),
    ).rejects.toMatchObject(refused('invalid_grant'))
  })
  test('is used again without a page, and proved again when the app asks for it', async () => {
    const app = await newApp(server.origin)
    const first = await signIn(app, { ...maya(), acr: 'code', amr: ['otp'] })
    const asked = server.asked.length
    server.login = maya()
    const silent = await redeem(app, await authorize(app))
    expect(server.asked.length).toBe(asked)
    expect(decodeJwt(silent.access_token).acr).toBe('code')
    const proved = await redeem(app, await authorize(app, { prompt: 'login', acr_values: 'passkey' }))
    expect(server.asked[0]).toMatchObject({ accountId: maya().accountId, wants: 'passkey' })
    expect(decodeJwt(proved.access_token)).toMatchObject({ acr: 'passkey', sid: decodeJwt(first.access_token).sid })
  })
  test('of one app opens no other: who signed out of the till is not signed in to the console there [S3] [S4]', async () => {
    const desk = await newApp(server.origin, 'app.console', '/console/signed-in')
    const till = { ...(await newApp(server.origin, 'app.till', '/till/signed-in')), browser: desk.browser }
    const manager = { ...maya(), accountId: toTypeId('stf', people.manager) }
    const tokens = await signIn(desk, manager)
    await client.tokenRevocation(desk.config, tokens.refresh_token!)
    const asked = server.asked.length
    server.login = undefined
    expect((await authorize(till)).callback?.searchParams.get('error')).toBe('access_denied')
    expect((await authorize(desk)).callback?.searchParams.get('error')).toBe('access_denied')
    expect(server.asked.length).toBe(asked + 2)
  })
  test('of another person takes the place of the one before in the same browser', async () => {
    const app = await newApp(server.origin)
    await signIn(app)
    const console = { ...(await newApp(server.origin, 'app.console', '/console/signed-in')), browser: app.browser }
    const ida = { ...maya(), accountId: toTypeId('stf', people.auditor) }
    const tokens = await signIn(console, ida)
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: ida.accountId, role: 'auditor' })
  })
})

test('what lies in the database is no code, no token and no cookie [S19]', async () => {
  const app = await newApp(server.origin)
  server.login = maya()
  const authorized = await authorize(app)
  const tokens = await redeem(app, authorized)
  const rows = await db.query<{ text: string }>(
    "SELECT encode(payload, 'escape') || encode(id_hash, 'escape') AS text FROM identity.provider_state",
  )
  const secrets = [authorized.callback!.searchParams.get('code')!, tokens.refresh_token!, maya().accountId]
  for (const cookie of app.browser.cookies.values()) secrets.push(cookie.value)
  for (const { text } of rows) for (const secret of secrets) expect(text).not.toContain(secret)
})

test('nothing of the provider but JSON and redirects comes out, and its addresses are those of the issuer [A25]', async () => {
  const spoofed = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
  for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks.json']) {
    const response = await fetch(new URL(path, server.origin), { headers: spoofed })
    expect(response.headers.get('content-type')).toContain('json')
    expect(await response.text()).not.toContain('evil.example')
  }
  const pages = ['/oidc/auth', '/oidc/auth/nothing', '/oidc/auth?client_id=app.customer&prompt=none']
  for (const path of pages) {
    const response = await fetch(new URL(path, server.origin), { headers: { accept: 'text/html' } })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
  }
  const big = await fetch(new URL('/oidc/token', server.origin), {
    method: 'POST',
    body: new URLSearchParams({ code: 'x'.repeat(9000) }),
  })
  expect(big.status).toBe(413)
})

test('a proof that was shown is remembered for as long as its time can last, dated ahead or not [S3] [A16] [A17]', async () => {
  const app = await newApp(server.origin)
  const tokens = await signIn(app)
  const ahead = Math.floor(systemClock.now() / 1000) + 290
  const dpop = await proofOf(app, server.origin, ahead)
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'app.customer',
    refresh_token: tokens.refresh_token!,
  })
  const show = async () =>
    (await fetch(new URL('/oidc/token', server.origin), { method: 'POST', body, headers: { dpop } })).status
  expect(await show()).toBe(200)
  const [row] = await db.query<{ until: Date }>('SELECT max(expires_at) AS until FROM identity.provider_replays')
  expect(row!.until.getTime() / 1000).toBeGreaterThanOrEqual(ahead + 300)
  expect(await show()).toBe(400)
})

test('what is over is forgotten; what lives stays', async () => {
  const app = await newApp(server.origin)
  const tokens = await signIn(app)
  await db.query(
    "INSERT INTO identity.provider_replays (id_hash, expires_at) VALUES (sha256('x'), now() - interval '1 hour')",
  )
  expect(await server.identity.authorization!.forget()).toBeGreaterThan(0)
  expect(await server.identity.authorization!.forget()).toBe(0)
  const again = await client.refreshTokenGrant(app.config, tokens.refresh_token!, undefined, { DPoP: app.DPoP })
  expect(again.access_token).toBeTypeOf('string')
})

test('at a till the token names the till and is bound to its own key; a device that is no till gets none [S2] [S3]', async () => {
  const cashier = { ...maya(), accountId: toTypeId('stf', people.cashier) }
  const till = await newApp(server.origin, 'app.till', '/till/signed-in')
  await expect(signIn(till, cashier)).rejects.toMatchObject(refused('invalid_grant'))
  const { kty, crv, x, y } = await exportJWK(till.keys.publicKey)
  const keyId = await till.DPoP.calculateThumbprint()
  await db.query(
    'INSERT INTO identity.terminal_keys (key_id, terminal_id, public_jwk, enrolled_at) VALUES ($1, $2, $3, now())',
    [keyId, people.terminal, { kty, crv, x, y }],
  )
  const tokens = await signIn(till, cashier)
  expect(await server.identity.verifyAccessToken(tokens.access_token)).toMatchObject({
    caller: { role: 'cashier', terminalId: people.terminal, storeId: people.storeId, clientId: 'app.till' },
    boundKeyId: keyId,
  })
})

test('after a change of the signing key the same session goes on with tokens of the new one [S19]', async () => {
  const app = await newApp(server.origin)
  const before = await signIn(app)
  const { kid } = await rotateSigningKey(db, masterKey, systemClock.now(), { compromised: true })
  await server.identity.reloadKeys()
  expect(await server.identity.verifyAccessToken(before.access_token)).toBeUndefined()
  const after = await client.refreshTokenGrant(app.config, before.refresh_token!, undefined, { DPoP: app.DPoP })
  expect(decodeProtectedHeader(after.access_token).kid).toBe(kid)
  expect(await server.identity.verifyAccessToken(after.access_token)).toBeDefined()
  const set = (await (await fetch(new URL('/.well-known/jwks.json', server.origin))).json()) as { keys: object[] }
  expect(set.keys).toEqual([expect.objectContaining({ kid, kty: 'EC', alg: 'ES256' })])
  expect(JSON.stringify(set)).not.toContain('"d"')
})

test('behind a TLS proxy all addresses and cookies are of the secure kind, whatever the proxy passes on [S1] [S20]', async () => {
  const issuer = 'https://pay.example'
  const proxied = await startAuthorization(db, issuer)
  proxied.login = maya()
  const body = new URLSearchParams({
    client_id: 'app.customer',
    redirect_uri: `${issuer}/app/signed-in`,
    response_type: 'code',
    scope: 'openid app',
    code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
  })
  const pushed = await fetch(new URL('/oidc/request', proxied.origin), { method: 'POST', body })
  const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string }
  const query = new URLSearchParams({ client_id: 'app.customer', request_uri: requestUri })
  const start = new URL(`/oidc/auth?${query}`, proxied.origin)
  const first = await fetch(start, { redirect: 'manual', headers: { 'x-forwarded-proto': 'http' } })
  const cookies = first.headers.getSetCookie()
  expect(cookies.length).toBeGreaterThan(1)
  for (const cookie of cookies) expect(cookie).toMatch(/^(__Host-(?=.*path=\/;)|__Secure-).*secure; httponly/i)

  const browser = testBrowser(proxied.origin)
  let url = start
  while (!url.pathname.endsWith('/signed-in')) {
    const location = (await browser.get(url)).headers.get('location')!
    const next = new URL(location, issuer)
    expect(next.origin).toBe(issuer)
    url = new URL(next.pathname + next.search, proxied.origin)
  }
  expect(url.searchParams.get('iss')).toBe(issuer)
  expect(url.searchParams.get('code')).toBeTruthy()
  await proxied.close()
  expect(proxied.errors).toEqual([])
})
