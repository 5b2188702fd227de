/**
 * Verifies that a request was signed (RFC 9421) by a live key, over everything that matters, once, and just now. What must be covered is
 * ours to decide; building what was signed and verifying it is the library's.
 */
import { hash, type KeyObject, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { signedHeaders } from '@ringfence/contract'
import type { Clock } from '../../kernel/clock.ts'
import { verifyEcdsa } from '../../platform/ecdsa.ts'
import type { Authority, RegisteredKey } from '../authority.ts'
import type { Nonces } from './nonces.ts'
import { requestBase } from './signature-base.ts'
import { readSignatureInput, type SignatureInput } from './signature-input.ts'
import type { TargetUri } from './target-uri.ts'

const windowSeconds = 60

export interface SignedRequest {
  readonly method: string
  /** The request target as it stood in the request line. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer | undefined
}

/** Undefined when it does not fit, whatever the reason. `keyId`: the only key that may have signed, when one is due. */
export type VerifySignature = (request: SignedRequest, keyId?: string) => Promise<RegisteredKey | undefined>

export interface SignatureOptions {
  readonly authority: Pick<Authority, 'signingKey'>
  readonly clock: Clock
  readonly nonces: Nonces
  readonly targetUri: TargetUri
}

export function createSignatureCheck({ authority, clock, nonces, targetUri }: SignatureOptions): VerifySignature {
  return async (request, keyId) => {
    const input = readSignatureInput(request.headers['signature-input'], request.headers.signature)
    if (input === undefined || (keyId !== undefined && input.keyId !== keyId)) return undefined
    if (!isFresh(input, clock.now() / 1000) || !coversAll(input, request) || !digestFits(request)) return undefined
    const key = await authority.signingKey(input.keyId)
    if (key === undefined) return undefined
    if (!isSigned(input, request, targetUri(request.headers, request.target), key.publicKey)) return undefined
    const expiresAtMs = (input.createdSeconds + windowSeconds + 1) * 1000
    if (!(await nonces.use(input.keyId, input.nonce, expiresAtMs))) return undefined
    return key
  }
}

function isFresh(input: SignatureInput, nowSeconds: number): boolean {
  if (input.expiresSeconds !== undefined && input.expiresSeconds < nowSeconds) return false
  return Math.abs(Math.floor(nowSeconds) - input.createdSeconds) <= windowSeconds
}

/** Method, address, and whatever of body, token and idempotency key the request has. */
function coversAll({ components }: SignatureInput, { headers, body }: SignedRequest): boolean {
  if (!components.includes('@method') || !components.includes('@target-uri')) return false
  if (body !== undefined && !components.includes('content-digest')) return false
  return signedHeaders.every(name => headers[name] === undefined || components.includes(name))
}

const digestForm = /^sha-256=:([A-Za-z0-9+/]{43}=):$/

function digestFits({ headers, body }: SignedRequest): boolean {
  const given = headers['content-digest']
  if (given === undefined) return body === undefined
  return typeof given === 'string' && digestForm.exec(given)?.[1] === hash('sha256', body ?? '', 'base64')
}

/** False also when a covered component is not in the request. */
function isSigned(
  { algorithm, components, parameters, signature }: SignatureInput,
  { method, headers }: SignedRequest,
  url: string,
  publicKey: KeyObject,
): boolean {
  const isEcdsa = publicKey.asymmetricKeyType === 'ec'
  if (algorithm !== undefined && algorithm !== (isEcdsa ? 'ecdsa-p256-sha256' : 'ed25519')) return false
  const covered: Record<string, string> = {}
  for (const name of components) {
    const value = headers[name]
    if (typeof value === 'string') covered[name] = value
    else if (!name.startsWith('@')) return false
  }
  let base: Buffer
  try {
    base = requestBase(components, parameters, { method, url, headers: covered })
  } catch {
    return false // a component that is none of a request
  }
  // On this thread: to hand it to another costs this one as much (ADR 14).
  return isEcdsa ? verifyEcdsa(base, publicKey, signature) : verify(null, base, publicKey, signature)
}
