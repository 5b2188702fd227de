/** The embedded authorization server (`oidc-provider`) under the FAPI 2.0 profile: what is on, what is off, how long things live. */

import Provider, { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import type { Clock } from '../../../kernel/clock.ts'
import { keyedHash, type MasterKey } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database.ts'
import { tokenSecondsMax } from '../rules.ts'
import { createAdapter } from './adapter.ts'
import { showProblem, tellLittle } from './answers.ts'
import { claimsOf } from './claims.ts'
import { findClient, metadataOf } from './clients.ts'
import { grantFor } from './grants.ts'
import type { FindPerson } from './people.ts'
import { createProviderStore } from './provider-store.ts'

export interface ProviderOptions {
  readonly db: Database
  readonly clock: Clock
  readonly masterKey: MasterKey
  /** The deployment's origin. */
  readonly issuer: string
  /** `aud` of access tokens; the only resource there is. */
  readonly audience: string
  readonly onError: (error: unknown) => void
  readonly findPerson: FindPerson
  /** Origins that the apps are reached at. */
  readonly origins: readonly string[]
  /** The private key that signs now, as a JWK. */
  readonly signingKey: JsonWebKey & { kid: string }
}

/** The library lets a DPoP proof be dated ahead by so much, and counts its time from when it is shown: it is good that much longer. */
const proofAheadMs = 300_000
const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** Addresses on our origin. */
export const routes = {
  authorization: '/oidc/auth',
  pushed_authorization_request: '/oidc/request',
  token: '/oidc/token',
  revocation: '/oidc/token/revocation',
  jwks: '/.well-known/jwks.json',
  end_session: '/oidc/session/end',
} as const

export function createProvider(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, configure(options))
  provider.proxy = true // what the browser used is told by us, see mount.ts
  const { db, clock, masterKey } = options
  const store = createProviderStore(db, masterKey, clock)
  // Ours in place of the library's, which asks first and writes afterwards: two at once would both be the first.
  Object.assign(provider.ReplayDetection, {
    unique: (issuer: string, jti: string, expSeconds: number) =>
      store.unseen(`${issuer}\0${jti}`, Math.max(expSeconds * 1000, clock.now()) + proofAheadMs),
  })
  provider.use(tellLittle)
  provider.on('server_error', (_ctx, error) => options.onError(error))
  return provider
}

function configure(options: ProviderOptions): Configuration {
  const { db, clock, masterKey, issuer, origins, findPerson } = options
  const store = createProviderStore(db, masterKey, clock)
  const now = () => clock.now()
  const secure = issuer.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'strict', secure, signed: true, path: '/', overwrite: true } as const
  return {
    adapter: createAdapter(store, clock, async clientId => {
      const client = await findClient(db, clientId)
      return client && metadataOf(client, origins)
    }),
    routes,
    jwks: { keys: [{ ...options.signingKey, use: 'sig', alg: 'ES256' } as never] },
    cookies: {
      names: secure
        ? { session: '__Host-sso', interaction: '__Host-sign-in', resume: '__Secure-resume' }
        : { session: 'sso', interaction: 'sign-in', resume: 'resume' },
      keys: [keyedHash(masterKey, 'identity.cookies', '').toString('base64url')],
      long: cookie,
      short: cookie,
    },
    acrValues: ['passkey', 'code', 'sandbox'],
    scopes: ['openid'],
    claims: { openid: ['sub', 'acr', 'auth_time'] },
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'private_key_jwt'],
    subjectTypes: ['public'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256', 'EdDSA'],
      dPoPSigningAlgValues: ['ES256', 'EdDSA'],
      idTokenSigningAlgValues: ['ES256'],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    pkce: { required: () => true },
    features: featuresOf(options),
    interactions: { url: () => '/sign-in', policy: signInPolicy() },
    findAccount: async (_ctx, accountId) =>
      (await findPerson(accountId)) && { accountId, claims: async () => ({ sub: accountId }) },
    loadExistingGrant: ctx => grantFor({ db, store, findPerson, audience: options.audience, now }, ctx),
    extraTokenClaims: (ctx, token) =>
      claimsOf({ db, findPerson, now, sessionOfGrant: id => store.sessionOf(id) }, ctx, token),
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Bound to the device's key already. Rotation would sign out whoever closes the app while it renews (FAPI 2.0, 5.3.2.1, says not to).
    rotateRefreshToken: false,
    expiresWithSession: () => false,
    // A browser names the origin of each POST, also of our own pages: those may, and nobody else's.
    clientBasedCORS: (_ctx, origin) => origins.includes(origin),
    clockTolerance: 5,
    ttl: {
      AccessToken: tokenSecondsMax,
      ClientCredentials: tokenSecondsMax,
      IdToken: tokenSecondsMax,
      AuthorizationCode: minute,
      Interaction: 10 * minute,
      // A day at work for staff, a month for customers: without rotation no use makes it longer.
      Grant: (_ctx, grant) => (isCustomer(grant.accountId) ? 30 * day : 12 * hour),
      RefreshToken: (_ctx, token) => (isCustomer(token.accountId) ? 30 * day : 12 * hour),
      Session: (_ctx, session) => (isCustomer(session.accountId) ? 30 * day : 12 * hour),
    },
    renderError: ctx => showProblem(ctx, 'malformed_request'),
  }
}

function isCustomer(accountId: string | undefined): boolean {
  return accountId?.startsWith('cus_') === true
}

function featuresOf({ db, audience }: ProviderOptions): NonNullable<Configuration['features']> {
  return {
    fapi: { enabled: true, profile: '2.0' },
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    clientCredentials: { enabled: true },
    revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => client.clientId === token.clientId },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => audience,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_ctx, resource, client) => {
        if (resource !== audience) throw new errors.InvalidTarget('there is no such resource')
        const found = await findClient(db, client.clientId)
        return {
          scope: found?.scopes.join(' ') ?? '',
          audience,
          accessTokenTTL: tokenSecondsMax,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }
      },
    },
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
  }
}

/**
 * One prompt: sign in. Also for who is signed in but may not go on as they are, and always at a till, where many work: nobody goes on as
 * whoever stood there before. Nobody is ever asked for consent by our own apps.
 */
function signInPolicy() {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  const mustSignIn = new interactionPolicy.Check(
    'session_over',
    'the person must sign in',
    'login_required',
    ({ oidc }: KoaContextWithOIDC) => oidc.account === undefined || oidc.entities.Grant?.jti === undefined,
  )
  const standsAtTill = new interactionPolicy.Check(
    'shared_device',
    'whoever stands at the till signs in',
    'login_required',
    ({ oidc }: KoaContextWithOIDC) => oidc.client?.clientId === 'app.till' && oidc.result?.login === undefined,
  )
  policy.get('login')?.checks.add(mustSignIn)
  policy.get('login')?.checks.add(standsAtTill)
  return policy
}
