import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { exportJWK } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { newId, toTypeId } from '../../src/kernel/ids.ts'
import { freePort, testBrowser } from '../../src/modules/identity/authorization/testing.ts'
import { createLog } from '../../src/platform/log.ts'
import { addTestStore, testKey } from '../brand.ts'
import { appDatabase } from '../database.ts'

const db = await appDatabase()
let app: App
let origin: string
beforeAll(async () => {
  await addTestStore(db)
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  const log = createLog({ level: 'silent' })
  app = await createApp({
    db,
    masterKey: testKey,
    clock: systemClock,
    log,
    origins: [origin],
    sandbox: false,
    environment: {},
  })
  await app.server.listen({ host: '127.0.0.1', port })
})
afterAll(() => app.close())

const insecure = { execute: [client.allowInsecureRequests] }

test('through the whole gateway, an independent client is sent to our sign-in page, which nothing of the provider’s shows through [S4] [S20]', async () => {
  const config = await client.discovery(new URL(origin), 'app.console', undefined, client.None(), insecure)
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  const challenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier())
  const parameters = {
    redirect_uri: `${origin}/console/signed-in`,
    scope: 'openid app',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
  expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
  const browser = testBrowser(origin)
  const { response } = await browser.follow(url)
  expect(response?.status).toBe(200)
  expect(response?.url).toBe(`${origin}/sign-in`)
  expect(response?.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(await response?.text()).not.toMatch(/oidc-provider|koa/i)
  const sent = await fetch(url, { redirect: 'manual' })
  for (const cookie of sent.headers.getSetCookie()) {
    expect(cookie).toMatch(/httponly/i)
    expect(cookie).toMatch(/samesite=strict/i)
  }
  expect(sent.headers.get('x-powered-by')).toBeNull()
  expect(sent.headers.get('x-content-type-options')).toBe('nosniff')
})

test('through the whole gateway, a machine client gets a token and the API knows it [S3] [S4]', async () => {
  const keys = await client.randomDPoPKeyPair('ES256', { extractable: true })
  const { kty, crv, x, y } = await exportJWK(keys.publicKey)
  const jwk = { kty, crv, x, y } as PublicKey
  const [id, keyId] = [newId(), await keyIdOf(jwk)]
  const clientId = toTypeId('cli', id)
  await db.query(
    `INSERT INTO identity.clients (id, client_id, kind, name, scopes, created_at) VALUES ($1, $2, 'machine', 'Partner', '{payments:read}', now())`,
    [id, clientId],
  )
  await db.query(
    'INSERT INTO identity.client_keys (key_id, client_id, slot, public_jwk, created_at) VALUES ($1, $2, 1, $3, now())',
    [keyId, id, jwk],
  )
  const auth = client.PrivateKeyJwt({ key: keys.privateKey, kid: keyId })
  const config = await client.discovery(new URL(origin), clientId, undefined, auth, insecure)
  const DPoP = client.getDPoPHandle(config, keys)
  const { access_token: token } = await client.clientCredentialsGrant(config, { scope: 'payments:read' }, { DPoP })
  const ask = (path: string) =>
    client.fetchProtectedResource(config, token, new URL(path, origin), 'GET', undefined, undefined, { DPoP })
  const status = (path: string) =>
    ask(path).then(
      response => response.status,
      (error: { cause?: unknown; status?: number }) => error.status,
    )
  expect(await status('/v1/payments')).toBe(200)
  expect(await status('/v1/webhook-endpoints')).toBe(403)
  const bearer = await fetch(new URL('/v1/payments', origin), { headers: { authorization: `Bearer ${token}` } })
  expect(bearer.status).toBe(401)
})
