/** An app for tests: nothing of ours, only `openid-client`. */
import * as client from 'openid-client'
import { testBrowser } from './testing.ts'

/** On a device with a key and a browser of its own. */
export async function newApp(origin: string, clientId = 'app.customer', path = '/app/signed-in') {
  const config = await client.discovery(new URL(origin), clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  })
  const keys = await client.randomDPoPKeyPair('ES256', { extractable: true })
  const DPoP = client.getDPoPHandle(config, keys)
  return { config, keys, DPoP, redirectUri: `${origin}${path}`, browser: testBrowser(origin) }
}
export type App = Awaited<ReturnType<typeof newApp>>

export async function authorize(app: App, more: Record<string, string> = {}) {
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

export const redeem = (app: App, { callback, verifier, state }: Awaited<ReturnType<typeof authorize>>) =>
  client.authorizationCodeGrant(
    app.config,
    callback!,
    { pkceCodeVerifier: verifier, expectedState: state },
    undefined,
    {
      DPoP: app.DPoP,
    },
  )
