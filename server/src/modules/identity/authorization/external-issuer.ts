/**
 * Tokens of an issuer elsewhere in place of our own. It says who somebody is and how they proved it; what they may do is ours to
 * know: role, name and store come from our own tables. Docs: OPERATE.md, "An external issuer".
 */
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../../../kernel/clock.ts'
import { fromTypeId, namedId, type Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import type { Authentication, Caller } from '../../../platform/http.ts'
import type { VerifiedToken } from '../access-tokens.ts'
import { tokenSecondsMax } from '../rules.ts'
import { findClient } from './clients.ts'
import { type FindPerson, fitsApp, terminalOf } from './people.ts'

export interface IssuerSettings {
  /** Compared exactly with `iss`. */
  readonly issuer: string
  /** Compared exactly with `aud`. */
  readonly audience: string
}

export interface IssuerRoom {
  readonly db: Database
  readonly clock: Clock
  readonly findPerson: FindPerson
}

const algorithms = ['ES256', 'EdDSA', 'Ed25519', 'PS256']
/** Phishing-resistant, as OpenID Connect's Extended Authentication Profile calls it, or in our own word. */
const passkeyAcrs: readonly unknown[] = ['passkey', 'phr', 'phrh']
const cooldownMs = 30_000
const fetchTimeoutMs = 5_000

/** From the environment; undefined when the embedded authorization server is used. Throws when half of it is set. */
export function readIssuerSettings(
  environment: Readonly<Record<string, string | undefined>>,
): IssuerSettings | undefined {
  const { RINGFENCE_ISSUER: issuer, RINGFENCE_ISSUER_AUDIENCE: audience } = environment
  if (issuer === undefined && audience === undefined) return undefined
  if (!issuer || !audience) throw new Error('RINGFENCE_ISSUER and RINGFENCE_ISSUER_AUDIENCE are set together')
  return { issuer, audience }
}

/** Throws, so that a start fails, when the issuer can't be reached or calls itself something else. */
export async function connectIssuer(settings: IssuerSettings, room: IssuerRoom) {
  const keys = createRemoteJWKSet(await discoverKeys(settings.issuer), {
    cooldownDuration: cooldownMs,
    timeoutDuration: fetchTimeoutMs,
    [customFetch]: restingFetch(room.clock),
  })
  return {
    /** Undefined for every token that is not exactly as agreed, or whose subject we don't know. */
    verify: async (token: string): Promise<VerifiedToken | undefined> => {
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms,
          typ: 'at+jwt',
          issuer: settings.issuer,
          audience: settings.audience,
          currentDate: new Date(room.clock.now()),
          maxTokenAge: tokenSecondsMax,
          clockTolerance: 2,
          requiredClaims: ['sub', 'exp', 'iat', 'client_id', 'scope', 'cnf'],
        })
        return await readToken(settings, room, payload)
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof ResolveError) return undefined
        throw error
      }
    },
  }
}

class ResolveError extends Error {}

async function discoverKeys(issuer: string): Promise<URL> {
  requireSafe(new URL(issuer))
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) })
  if (!response.ok) throw new Error(`${address} answers ${response.status}`)
  const { issuer: named, jwks_uri: keys } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown }
  if (named !== issuer) throw new Error(`the issuer at ${issuer} calls itself ${String(named)}`)
  if (typeof keys !== 'string') throw new Error(`the issuer ${issuer} names no keys`)
  return requireSafe(new URL(keys))
}

function requireSafe(url: URL): URL {
  const isLocal = url.hostname === '127.0.0.1' || url.hostname === '[::1]' || url.hostname === 'localhost'
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) return url
  throw new Error(`${url.href} must be reached by HTTPS`)
}

/** jose rests after a success; we rest after a failure, too: tokens of strangers don't make us call an issuer that is down. */
function restingFetch(clock: Clock) {
  let failedMs = Number.NEGATIVE_INFINITY
  return async (url: string, options: RequestInit): Promise<Response> => {
    if (clock.now() - failedMs < fetchTimeoutMs) throw new ResolveError('the issuer could not be reached a moment ago')
    try {
      const response = await fetch(url, options)
      if (!response.ok) failedMs = clock.now()
      return response
    } catch (cause) {
      failedMs = clock.now()
      throw new ResolveError('the issuer cannot be reached', { cause })
    }
  }
}

async function readToken(
  { issuer }: IssuerSettings,
  room: IssuerRoom,
  payload: JWTPayload,
): Promise<VerifiedToken | undefined> {
  const { sub = '', iat = 0, exp = 0, client_id: clientId, scope, sid, auth_time: authTime, acr, cnf } = payload
  const boundKeyId = (cnf as { jkt?: unknown } | undefined)?.jkt
  if (exp - iat > tokenSecondsMax || typeof boundKeyId !== 'string') return undefined
  if (typeof clientId !== 'string' || typeof scope !== 'string') return undefined
  // Without a time of proof it is long ago: nothing that needs a fresh one is allowed.
  const provedSeconds = typeof authTime === 'number' && Number.isSafeInteger(authTime) ? authTime : 0
  const token: Token = {
    sub,
    boundKeyId,
    clientId,
    scopes: new Set(scope.split(' ').filter(name => name !== '')),
    authentication: passkeyAcrs.includes(acr) ? 'passkey' : 'code',
    authenticatedAtMs: provedSeconds * 1000,
    sessionId: namedId('session of', issuer, typeof sid === 'string' ? sid : `${sub} ${clientId} ${provedSeconds}`),
  }
  const caller = sub.startsWith('cli_') ? await machineOf(room, token) : await personOf(room, token)
  return caller && { caller, boundKeyId, expiresAtMs: exp * 1000 }
}

interface Token {
  readonly sub: string
  readonly boundKeyId: string
  readonly clientId: string
  readonly scopes: ReadonlySet<string>
  readonly authentication: Authentication
  readonly authenticatedAtMs: number
  readonly sessionId: Uuid
}

/** Registered with us all the same: its keys are those that it signs with, its scopes no more than we gave it. */
async function machineOf({ db }: IssuerRoom, token: Token): Promise<Caller | undefined> {
  const client = await findClient(db, token.sub)
  const personId = fromTypeId('cli', token.sub)
  if (client === undefined || personId === undefined || token.clientId !== token.sub) return undefined
  if (!client.keys.some(key => key.keyId === token.boundKeyId)) return undefined
  return {
    role: 'client',
    personId,
    name: client.name,
    terminalId: undefined,
    storeId: undefined,
    clientId: client.clientId,
    scopes: new Set(client.scopes.filter(name => token.scopes.has(name))),
    sessionId: personId,
    authenticatedAtMs: token.authenticatedAtMs,
    authentication: 'key',
  }
}

async function personOf(room: IssuerRoom, token: Token): Promise<Caller | undefined> {
  const { clientId, sessionId, authenticatedAtMs, authentication } = token
  const person = await room.findPerson(token.sub)
  if (person === undefined || !token.scopes.has('app') || !fitsApp(person, clientId)) return undefined
  if (person.role !== 'customer' && authentication !== 'passkey') return undefined
  const terminalId = clientId === 'app.till' ? await terminalOf(room.db, person, token.boundKeyId) : undefined
  if (clientId === 'app.till' && terminalId === undefined) return undefined
  const { id: personId, role, name, storeId } = person
  const proof = { sessionId, authenticatedAtMs, authentication }
  return { role, personId, name, terminalId, storeId, clientId, scopes: new Set(['app']), ...proof }
}
