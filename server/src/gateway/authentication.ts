/** Who calls: the bearer token, verified once and then remembered by its hash for at most a minute. */
import { hash } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import { createShortCache } from '../platform/short-cache.ts'
import type { Authority, VerifiedToken } from './authority.ts'

export type Authenticate = (authorization: string | undefined) => Promise<VerifiedToken | undefined>

const rememberMs = 60_000
const rememberedMax = 20_000
const tokenLengthMax = 4096

export function createAuthentication(authority: Authority, clock: Clock): Authenticate {
  const remembered = createShortCache<VerifiedToken>(clock, rememberedMax)
  return async authorization => {
    const token = bearerOf(authorization)
    if (token === undefined) return undefined
    const key = hash('sha256', token, 'base64')
    const known = remembered.get(key)
    if (known !== undefined) return known
    const verified = await authority.verifyAccessToken(token)
    if (verified === undefined || verified.expiresAtMs <= clock.now()) return undefined
    remembered.set(key, verified, Math.min(verified.expiresAtMs, clock.now() + rememberMs))
    return verified
  }
}

function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > tokenLengthMax) return undefined
  return /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1]
}
