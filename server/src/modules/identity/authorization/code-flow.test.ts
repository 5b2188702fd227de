import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appDatabase } from '../../../../test/database.ts'
import { toTypeId } from '../../../kernel/ids.ts'
import { addPeople } from '../testing.ts'
import { startAuthorization, type TestAuthorization, testBrowser } from './testing.ts'

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

/** An app on a device: nothing of ours, only `openid-client`. */
async function newApp(clientId = 'app.customer', path = '/app/signed-in') {
  const config = await client.discovery(new URL(server.origin), clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  })
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  return { config, DPoP, redirectUri: `${server.origin}${path}`, browser: testBrowser(server.origin) }
}
type App = Awaited<ReturnType<typeof newApp>>

async function authorize(app: App, more: Record<string, string> = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const parameters = {
    redirect_uri: app.redirectUri,
    scope: 'openid app',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...more,
  }
  const url = await client.buildAuthorizationUrlWithPAR(app.config, parameters, { DPoP: app.DPoP })
  return { ...(await app.browser.follow(url)), verifier, state, url }
}

const redeem = (app: App, { callback, verifier, state }: Awaited<ReturnType<typeof authorize>>) =>
  client.authorizationCodeGrant(
    app.config,
    callback!,
    { pkceCodeVerifier: verifier, expectedState: state },
    undefined,
    {
      DPoP: app.DPoP,
    },
  )

async function signIn(app: App, login: TestAuthorization['login'] = maya()) {
  server.login = login
  return redeem(app, await authorize(app))
}

describe('an independent client', () => {
  test('signs in by PAR, PKCE and DPoP and gets an access token that we accept, with all its claims [S3] [S4]', async () => {
    const app = await newApp()
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
  test('refreshes with the same key; the token before is used up', async () => {
    const app = await newApp()
    const first = await signIn(app)
    const second = await client.refreshTokenGrant(app.config, first.refresh_token!, undefined, { DPoP: app.DPoP })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await server.identity.verifyAccessToken(second.access_token)).toMatchObject({
      caller: { sessionId: (await server.identity.verifyAccessToken(first.access_token))!.caller.sessionId },
    })
    await expect(
      client.refreshTokenGrant(app.config, first.refresh_token!, undefined, { DPoP: app.DPoP }),
    ).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})
