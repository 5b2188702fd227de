/** The envelope of a request: its method, address and headers, before anybody is known and anything is read. */
import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '@ringfence/contract'
import { bodyBytesMax, headerBytesMax, headersMax, targetBytesMax } from './bounds.ts'
import { isPlainPath, type MethodsAt } from './paths.ts'

export interface Refusal {
  readonly code: ErrorCode
  /** For 405: what the address takes. */
  readonly allow?: readonly string[]
}

const malformed: Refusal = { code: 'malformed_request' }

/** Undefined when the envelope is in order. */
export function inspectEnvelope(request: IncomingMessage, methodsAt: MethodsAt): Refusal | undefined {
  const target = request.url ?? ''
  const path = target.split('?', 1)[0]!
  if (target.length > targetBytesMax || target.includes('#') || !isPlainPath(path)) return malformed
  const allow = methodsAt(path)
  if (allow === undefined) return { code: 'not_found' }
  if (!allow.includes(request.method ?? '')) return { code: 'method_not_allowed', allow }
  if (!areHeadersPlain(request.rawHeaders)) return malformed
  return inspectFraming(request) ?? inspectContent(request, path)
}

/** What must be there once: two values would let two programs see two requests. */
const single = new Set([
  'host',
  'authorization',
  'content-length',
  'content-type',
  'content-encoding',
  'content-digest',
  'transfer-encoding',
  'dpop',
  'idempotency-key',
  'signature',
  'signature-input',
])

function areHeadersPlain(rawHeaders: readonly string[]): boolean {
  if (rawHeaders.length / 2 > headersMax) return false
  const seen = new Set<string>()
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase()
    const value = rawHeaders[i + 1]!
    if (value.length > headerBytesMax || !printable.test(value)) return false
    if (!single.has(name)) continue
    if (seen.has(name)) return false
    seen.add(name)
  }
  return true
}
const printable = /^[\t\x20-\x7e]*$/

/** How long the request is, is said once and in one way; nothing is switched to another protocol. */
function inspectFraming({ headers, httpVersion, method }: IncomingMessage): Refusal | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return malformed
  if (headers.host === undefined && httpVersion === '1.1') return malformed
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  if (length !== undefined && (coding !== undefined || !/^(0|[1-9][0-9]{0,9})$/.test(length))) return malformed
  if (coding !== undefined && (coding !== 'chunked' || httpVersion !== '1.1')) return malformed
  if (headers.upgrade !== undefined || headers['http2-settings'] !== undefined) return malformed
  if (headers.connection !== undefined && !/^(keep-alive|close|te|, *)+$/i.test(headers.connection)) return malformed
  if ((method === 'GET' || method === 'HEAD') && hasBody(headers)) return malformed
  return undefined
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

/** JSON everywhere; forms where OAuth has them, whose length is known beforehand: they are read by another server than ours. */
function inspectContent({ headers }: IncomingMessage, path: string): Refusal | undefined {
  if (!hasBody(headers)) return undefined
  const type = headers['content-type'] ?? ''
  const isOAuth = path.startsWith('/oidc/')
  const length = headers['content-length']
  if (isOAuth && length === undefined) return malformed
  if (!path.startsWith('/v1/') && Number.parseInt(length ?? '0', 10) > bodyBytesMax)
    return { code: 'payload_too_large' }
  const isOpen = json.test(type) || (isOAuth && form.test(type))
  const coding = headers['content-encoding'] ?? 'identity'
  return isOpen && coding === 'identity' ? undefined : { code: 'unsupported_media_type' }
}
const json = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i
const form = /^application\/x-www-form-urlencoded(?:\s*;\s*charset="?utf-8"?)?$/i
