/** Checks DPoP proofs (RFC 9449, 4.3): that who sends this very request, now, holds the key that the access token is bound to. */
import { hash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../../kernel/clock.ts'
import type { Nonces } from './nonces.ts'

/** Both of a proof's clocks count: older or younger than this it is refused. */
const windowSeconds = 60
const lengthMax = 2048
/** RFC 8725, 3.1; `Ed25519` is what RFC 9864 calls `EdDSA` with that curve. */
export const proofAlgorithms = ['ES256', 'EdDSA', 'Ed25519']

export interface ProvedRequest {
  readonly method: string
  readonly targetUri: string
  /** The header `dpop`. */
  readonly proof: unknown
  /** The access token that the proof must name; without one, it must name none. */
  readonly token: string | undefined
}

/** The RFC 7638 thumbprint of the key that the request proves; undefined when it proves none, whatever the reason. */
export type VerifyProof = (request: ProvedRequest) => Promise<string | undefined>

export function createProofCheck({ clock, nonces }: { readonly clock: Clock; readonly nonces: Nonces }): VerifyProof {
  return async request => {
    const { proof } = request
    if (typeof proof !== 'string' || proof.length > lengthMax) return undefined
    const verified = await verifyJwt(proof, clock)
    if (verified === undefined || !isAbout(verified.payload, request)) return undefined
    const { iat, jti } = verified.payload
    if (!isFresh(iat, clock.now() / 1000) || typeof jti !== 'string' || !/^[\x20-\x7e]{1,128}$/.test(jti))
      return undefined
    if (!(await nonces.use(verified.keyId, jti, (iat! + windowSeconds + 1) * 1000))) return undefined
    return verified.keyId
  }
}

/** A header may carry a public key of an allowed kind, and nothing else may verify the proof. */
async function verifyJwt(proof: string, clock: Clock): Promise<{ keyId: string; payload: JWTPayload } | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: proofAlgorithms,
      currentDate: new Date(clock.now()),
      clockTolerance: windowSeconds,
    })
    return { keyId: await calculateJwkThumbprint(protectedHeader.jwk!), payload }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
      return undefined
    throw error
  }
}

function isAbout({ htm, htu, ath }: JWTPayload, { method, targetUri, token }: ProvedRequest): boolean {
  return htm === method && sameAddress(htu, targetUri) && ath === (token && hash('sha256', token, 'base64url'))
}

/** Without query and fragment, after normalization (RFC 9449, 4.3, 9). */
function sameAddress(htu: unknown, targetUri: string): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu) || !URL.canParse(targetUri)) return false
  const [given, due] = [new URL(htu), new URL(targetUri)]
  return given.origin === due.origin && given.pathname === due.pathname
}

function isFresh(iat: number | undefined, nowSeconds: number): boolean {
  return iat !== undefined && Math.abs(Math.floor(nowSeconds) - iat) <= windowSeconds
}
