/** Verifies that a request was signed by a live key of a terminal, over everything that matters, once, and just now. */
import { hash, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { signatureAlgorithm, signatureBase, signedHeaders } from '@ringfence/contract'
import type { Clock } from '../kernel/clock.ts'
import type { SignedBy } from '../platform/http.ts'
import type { Authority } from './authority.ts'
import type { Nonces } from './nonces.ts'
import { readSignatureInput, type SignatureInput } from './signature-input.ts'

const windowSeconds = 60

export interface SignedRequest {
  readonly method: string
  /** The request target as it stood in the request line. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer | undefined
}

/** Undefined when it does not fit, whatever the reason. `keyId`: the only key that may have signed, when one is due. */
export type VerifySignature = (request: SignedRequest, keyId?: string) => Promise<SignedBy | undefined>

export interface SignatureOptions {
  readonly authority: Authority
  readonly clock: Clock
  readonly nonces: Nonces
  /** Origins the deployment is reached at; the first is the one behind a proxy that rewrites `host`. */
  readonly origins: readonly string[]
}

export function createSignatureCheck({ authority, clock, nonces, origins }: SignatureOptions): VerifySignature {
  const byHost = new Map(origins.map(origin => [new URL(origin).host, origin]))
  return async (request, keyId) => {
    const input = readSignatureInput(request.headers['signature-input'], request.headers.signature)
    if (input === undefined || (keyId !== undefined && input.keyId !== keyId)) return undefined
    if (!isFresh(input, clock.now() / 1000) || !coversAll(input, request) || !digestFits(request)) return undefined
    const key = await authority.terminalKey(input.keyId)
    if (key === undefined) return undefined
    const targetUri = `${byHost.get(request.headers.host ?? '') ?? origins[0]}${request.target}`
    const base = baseOf(input, request, targetUri)
    if (base === undefined) return undefined
    if (!verify('sha256', base, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, input.signature)) return undefined
    const expiresAtMs = (input.createdSeconds + windowSeconds + 1) * 1000
    if (!(await nonces.use(input.keyId, input.nonce, expiresAtMs))) return undefined
    return { terminalId: key.terminalId, keyId: key.keyId }
  }
}

function isFresh(input: SignatureInput, nowSeconds: number): boolean {
  if (input.algorithm !== undefined && input.algorithm !== signatureAlgorithm) return false
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

/** Undefined when a covered component is not in the request. Node reads headers as Latin-1, so this gives their bytes. */
function baseOf(input: SignatureInput, request: SignedRequest, targetUri: string): Buffer | undefined {
  let complete = true
  const base = signatureBase(input.components, input.parameters, name => {
    const value = name === '@method' ? request.method : name === '@target-uri' ? targetUri : request.headers[name]
    if (typeof value === 'string') return value
    complete = false
    return ''
  })
  return complete ? Buffer.from(base, 'latin1') : undefined
}
