/**
 * Who calls: the access token, verified once and then remembered by its hash for at most a minute, or until the keys that verify tokens
 * change. A token alone is worth nothing: its scheme says which proof of the key it is bound to comes with it. Proofs are never
 * remembered. There is no `Bearer`.
 */
import { hash } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import { together } from '../kernel/together.ts'
import { createShortCache } from '../platform/short-cache.ts'
import type { Authority, VerifiedToken } from './authority.ts'

/** `DPoP`: a DPoP proof in its header (RFC 9449, 7.1). `GNAP`: a signature over the request (RFC 9635, 7.2). */
export type TokenScheme = 'DPoP' | 'GNAP'

export interface PresentedToken {
  readonly scheme: TokenScheme
  readonly token: string
}

/** Undefined for a token that is not good. */
export type Authenticate = (token: string) => Promise<VerifiedToken | undefined>

const rememberMs = 60_000
const rememberedMax = 20_000
const tokenLengthMax = 4096

export function createAuthentication(
  authority: Pick<Authority, 'verifyAccessToken' | 'keyGeneration' | 'ended'>,
  clock: Clock,
): Authenticate {
  const openMemory = () => ({
    remembered: createShortCache<VerifiedToken>(clock, rememberedMax),
    verify: together((token: string) => authority.verifyAccessToken(token)),
  })
  let memory = openMemory()
  let generation = authority.keyGeneration()
  return async token => {
    if (generation !== authority.keyGeneration()) {
      generation = authority.keyGeneration()
      memory = openMemory()
    }
    const { remembered, verify } = memory // what was verified by keys of before goes with the memory of before
    const key = hash('sha256', token, 'base64')
    const known = remembered.get(key)
    if (known !== undefined) return authority.ended?.has(known.caller.sessionId) === true ? undefined : known
    const verified = await verify(token)
    if (verified === undefined || verified.expiresAtMs <= clock.now()) return undefined
    remembered.set(key, verified, Math.min(verified.expiresAtMs, clock.now() + rememberMs))
    return verified
  }
}

export function readAuthorization(authorization: string | undefined): PresentedToken | undefined {
  if (authorization === undefined || authorization.length > tokenLengthMax) return undefined
  const [, scheme, token] = /^(DPoP|GNAP) ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization) ?? []
  if (scheme === undefined || token === undefined) return undefined
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'GNAP', token }
}
