/**
 * Signs an app's person in by the authorization server: pushed request, PKCE, DPoP (FAPI 2.0). Loaded when somebody signs in or a
 * token is renewed, not with the app.
 */
import type { Answer, Session, SigningKey } from '@ringfence/contract'
import * as oauth from 'oauth4webapi'
import { asAnswer, failed, isRefused, sessionOf } from './answers.ts'
import { openVault, type Vault } from './vault.ts'

export interface OAuthApp {
  readonly clientId: 'app.customer' | 'app.console' | 'app.till'
  /** Where the server sends the browser back to, for example `/app/signed-in`. */
  readonly callbackPath: string
  /** The device's own, where it has one already: a till is known by it. Otherwise one is made for the app. */
  readonly key?: () => Promise<SigningKey>
}

export interface OAuth {
  key(): Promise<SigningKey>
  /** Leaves the page for the server's. Resolves only when that did not work. */
  begin(options?: { readonly stepUp?: boolean }): Promise<Answer<Session>>
  /** Takes what the server has sent back with the browser. */
  complete(): Promise<Answer<Session>>
  /** `unauthenticated`: nobody is signed in on this device, or not any more. */
  renew(): Promise<Answer<Session>>
  /** Ends the sign-in here and at the server. */
  leave(): Promise<void>
}

interface Pending {
  readonly verifier: string
  readonly state: string
}

const overHttp = location.protocol === 'http:' // a server on this machine
const transport = { [oauth.allowInsecureRequests]: overHttp }
const client = ({ clientId }: OAuthApp): oauth.Client => ({ client_id: clientId })

export function createOAuth(app: OAuthApp): OAuth {
  const vault = openVault(app.clientId, app.key)
  const pendingName = `ringfence.${app.clientId}.pending`
  const lock = <T>(work: () => Promise<T>) => navigator.locks.request(`ringfence.renew.${app.clientId}`, work)
  return {
    key: vault.key,
    begin: async (options = {}) => {
      const begun = await asAnswer(async () => {
        const pending = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState() }
        const address = await pushRequest(app, vault, pending, options.stepUp === true)
        sessionStorage.setItem(pendingName, JSON.stringify(pending))
        location.assign(address)
        return new Promise<never>(() => {})
      })
      return begun
    },
    complete: () =>
      lock(() =>
        asAnswer(async () => {
          const pending = JSON.parse(sessionStorage.getItem(pendingName) ?? '{}') as Partial<Pending>
          sessionStorage.removeItem(pendingName)
          return redeem(app, vault, pending)
        }),
      ),
    renew: () => lock(() => renew(app, vault)),
    leave: async () => {
      const refreshToken = await lock(async () => {
        const kept = await vault.refreshToken()
        await vault.clear() // first: whoever comes next at this device must not find it
        return kept
      })
      if (refreshToken === undefined) return
      await revoke(app, refreshToken).catch(() => undefined) // without a network it runs out by itself
    },
  }
}

let known: Promise<oauth.AuthorizationServer> | undefined

function server(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(location.origin)
  known ??= oauth
    .discoveryRequest(issuer, transport)
    .then(response => oauth.processDiscoveryResponse(issuer, response))
    .catch(error => {
      known = undefined
      throw error
    })
  return known
}

async function prover(app: OAuthApp, vault: Vault): Promise<oauth.DPoPHandle> {
  const { privateKey, publicKey } = await vault.key()
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const shown = await crypto.subtle.importKey('jwk', { ...publicKey }, curve, true, ['verify'])
  return oauth.DPoP(client(app), { privateKey, publicKey: shown })
}

async function pushRequest(app: OAuthApp, vault: Vault, pending: Pending, stepUp: boolean): Promise<URL> {
  const as = await server()
  const parameters = {
    response_type: 'code',
    redirect_uri: location.origin + app.callbackPath,
    scope: 'openid app',
    state: pending.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    ...(stepUp ? { prompt: 'login', acr_values: 'passkey' } : {}),
  }
  const DPoP = await prover(app, vault)
  const response = await oauth.pushedAuthorizationRequest(as, client(app), oauth.None(), parameters, {
    DPoP,
    ...transport,
  })
  const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client(app), response)
  const address = new URL(as.authorization_endpoint!)
  address.search = new URLSearchParams({ client_id: app.clientId, request_uri }).toString()
  return address
}

async function redeem(app: OAuthApp, vault: Vault, { verifier, state }: Partial<Pending>): Promise<Session> {
  const as = await server()
  const given = oauth.validateAuthResponse(as, client(app), new URL(location.href), state ?? 'none')
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client(app),
    oauth.None(),
    given,
    location.origin + app.callbackPath,
    verifier ?? '',
    { DPoP: await prover(app, vault), ...transport },
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client(app), response, { requireIdToken: true })
  await vault.keepRefreshToken(tokens.refresh_token)
  return sessionOf(tokens)
}

/** One window at a time. */
async function renew(app: OAuthApp, vault: Vault): Promise<Answer<Session>> {
  const refreshToken = await vault.refreshToken()
  if (refreshToken === undefined) return failed('unauthenticated')
  let isOver = false
  const answer = await asAnswer(async () => {
    const as = await server()
    const response = await oauth.refreshTokenGrantRequest(as, client(app), oauth.None(), refreshToken, {
      DPoP: await prover(app, vault),
      ...transport,
    })
    const tokens = await oauth.processRefreshTokenResponse(as, client(app), response).catch(error => {
      isOver = isRefused(error)
      throw error
    })
    await vault.keepRefreshToken(tokens.refresh_token ?? refreshToken)
    return sessionOf(tokens)
  })
  if (!isOver) return answer
  await vault.keepRefreshToken(undefined)
  return failed('unauthenticated')
}

async function revoke(app: OAuthApp, refreshToken: string): Promise<void> {
  await oauth.revocationRequest(await server(), client(app), oauth.None(), refreshToken, {
    ...transport,
    [oauth.customFetch]: (url, options) => fetch(url, { ...options, keepalive: true }), // also when the page is left at once
  })
}
