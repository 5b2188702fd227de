/** Access tokens (RFC 9068): issued here for the sandbox, verified here; a full authorization server issues the same later. */
import { randomUUID } from 'node:crypto'
import { type Role, roles } from '@ringfence/contract'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../kernel/clock.ts'
import { fromTypeId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'
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
  /** Thumbprint of the terminal's key that the token is bound to. */
  readonly boundKeyId: string | undefined
  readonly expiresAtMs: number
}

/** A token for a person; with a terminal, bound to the key that the person's till has signed with. */
export async function issueToken(
  { clock, keys, issuer, audience }: TokenOptions,
  person: Person,
  terminal: { readonly terminalId: Uuid; readonly keyId: string } | undefined,
): Promise<{ accessToken: string; expiresAtMs: number }> {
  const issuedAt = Math.floor(clock.now() / 1000)
  const expiresAt = issuedAt + tokenSecondsMax
  const claims = {
    role: person.role,
    name: person.name,
    ...(person.storeId === undefined ? {} : { store: toTypeId('sto', person.storeId) }),
    ...(terminal === undefined ? {} : { terminal: toTypeId('trm', terminal.terminalId), cnf: { jkt: terminal.keyId } }),
  }
  const accessToken = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keys.active.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(toTypeId(personPrefix(person.role), person.id))
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .setJti(randomUUID())
    .sign(keys.active.privateKey)
  return { accessToken, expiresAtMs: expiresAt * 1000 }
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
      requiredClaims: ['sub', 'exp', 'iat', 'jti', 'role', 'name'],
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

function readClaims(payload: JWTPayload): VerifiedToken | undefined {
  const { sub, iat, exp, role, name, store, terminal, cnf } = payload
  if (exp === undefined || iat === undefined || exp - iat > tokenSecondsMax) return undefined
  if (!isRole(role) || typeof name !== 'string') return undefined
  const personId = fromTypeId(personPrefix(role), sub ?? '')
  const storeId = readId('sto', store)
  const terminalId = readId('trm', terminal)
  const boundKeyId = (cnf as { jkt?: unknown } | undefined)?.jkt
  if (personId === undefined || storeId === null || terminalId === null) return undefined
  if (boundKeyId !== undefined && typeof boundKeyId !== 'string') return undefined
  if ((boundKeyId === undefined) !== (terminalId === undefined)) return undefined
  return { caller: { role, personId, name, terminalId, storeId }, boundKeyId, expiresAtMs: exp * 1000 }
}

function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value)
}

/** Undefined when there is no such claim, null when it is no id. */
function readId(prefix: string, claim: unknown): Uuid | undefined | null {
  if (claim === undefined) return undefined
  return (typeof claim === 'string' ? fromTypeId(prefix, claim) : undefined) ?? null
}
