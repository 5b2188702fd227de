/**
 * Access tokens (RFC 9068). The sandbox's sign-in issues them here, the authorization server issues the same shape:
 * `sub` (TypeID), `role`, `name`, `store`?, `terminal`?, `client_id`, `scope`, `sid`, `auth_time`, `acr`, `cnf.jkt`.
 */
import { randomUUID } from 'node:crypto'
import { type Role, roles } from '@ringfence/contract'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../kernel/clock.ts'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import { type Authentication, authentications, type Caller } from '../../platform/http.ts'
import { type Person, personPrefix, tokenSecondsMax } from './rules.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface TokenOptions {
  readonly clock: Clock
  readonly keys: SigningKeys
  readonly issuer: string
  readonly audience: string
}

export interface VerifiedToken {
  readonly caller: Caller
  /** RFC 7638 thumbprint of the key that the token is bound to: a terminal's or machine client's signing key, or a DPoP key. */
  readonly boundKeyId: string
  readonly expiresAtMs: number
}

/** How a token that we issue ourselves came about. */
export interface TokenGrant {
  /** The key that whoever presents the token must prove to have. */
  readonly boundKeyId: string
  /** The till that the person works at; `boundKeyId` is then its signing key. */
  readonly terminalId?: Uuid | undefined
  readonly clientId: string
  readonly scope: string
  readonly sessionId: Uuid
  readonly authentication: Authentication
}

/** A token for a person who has proved now who they are. */
export async function issueToken(
  { clock, keys, issuer, audience }: TokenOptions,
  person: Person,
  grant: TokenGrant,
): Promise<{ accessToken: string; expiresAtMs: number }> {
  const issuedAt = Math.floor(clock.now() / 1000)
  const expiresAt = issuedAt + tokenSecondsMax
  const { kid, privateKey } = keys.active
  const accessToken = await new SignJWT({
    ...personClaims(person, grant.terminalId),
    client_id: grant.clientId,
    scope: grant.scope,
    sid: toTypeId('ses', grant.sessionId),
    auth_time: issuedAt,
    acr: grant.authentication,
    cnf: { jkt: grant.boundKeyId },
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(toTypeId(personPrefix(person.role), person.id))
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .setJti(randomUUID())
    .sign(privateKey)
  return { accessToken, expiresAtMs: expiresAt * 1000 }
}

/** What a token says of a person, and of the till that they work at. */
export function personClaims({ role, name, storeId }: Person, terminalId: Uuid | undefined) {
  return {
    role,
    name,
    ...(storeId === undefined ? {} : { store: toTypeId('sto', storeId) }),
    ...(terminalId === undefined ? {} : { terminal: toTypeId('trm', terminalId) }),
  }
}

/** Undefined for every token that we would not have issued, or that is over. */
export async function verifyToken(options: TokenOptions, token: string): Promise<VerifiedToken | undefined> {
  const { clock, keys, issuer, audience } = options
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(keys, kid), {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer,
      audience,
      currentDate: new Date(clock.now()),
      maxTokenAge: tokenSecondsMax,
      clockTolerance: 2,
      requiredClaims: ['sub', 'exp', 'iat', 'jti', 'role', 'name', 'client_id', 'scope', 'sid', 'auth_time', 'acr'],
    })
    return readClaims(payload)
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

async function keyOf(keys: SigningKeys, kid: string | undefined) {
  const key = kid === undefined ? undefined : await keys.publicKey(kid)
  if (key === undefined) throw new errors.JWKSNoMatchingKey()
  return key
}

/** Undefined unless each claim has its type and fits the others. */
export function readClaims(payload: JWTPayload): VerifiedToken | undefined {
  const { iat, exp, cnf } = payload
  if (exp === undefined || iat === undefined || exp - iat > tokenSecondsMax) return undefined
  const [person, grant] = [readPerson(payload), readGrant(payload)]
  const boundKeyId = (cnf as { jkt?: unknown } | undefined)?.jkt
  if (person === undefined || grant === undefined) return undefined
  if (typeof boundKeyId !== 'string') return undefined // a token that anybody could use
  return { caller: { ...person, ...grant }, boundKeyId, expiresAtMs: exp * 1000 }
}

function readPerson({ sub, role, name, store, terminal }: JWTPayload) {
  if (!isRole(role) || typeof name !== 'string') return undefined
  const personId = fromTypeId(personPrefix(role), sub ?? '')
  const storeId = readId('sto', store)
  const terminalId = readId('trm', terminal)
  if (personId === undefined || storeId === null || terminalId === null) return undefined
  return { role, personId, name, terminalId, storeId }
}

function readGrant({ role, client_id: clientId, scope, sid, auth_time: authTime, acr }: JWTPayload) {
  const sessionId = readId(role === 'client' ? 'cli' : 'ses', sid)
  if (typeof clientId !== 'string' || typeof scope !== 'string' || !sessionId) return undefined
  if (typeof authTime !== 'number' || !Number.isSafeInteger(authTime) || !isAuthentication(acr)) return undefined
  const scopes: ReadonlySet<string> = new Set(scope.split(' ').filter(name => name !== ''))
  return { clientId, scopes, sessionId, authenticatedAtMs: authTime * 1000, authentication: acr }
}

function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value)
}

function isAuthentication(value: unknown): value is Authentication {
  return (authentications as readonly unknown[]).includes(value)
}

/** Undefined when there is no such claim, null when it is no id. */
function readId(prefix: string, claim: unknown): Uuid | undefined | null {
  if (claim === undefined) return undefined
  return (typeof claim === 'string' ? fromTypeId(prefix, claim) : undefined) ?? null
}
