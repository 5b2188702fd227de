/** The OpenAPI 3.1 document, made from the same table and schemas that the server mounts and checks. */
import { type ErrorCode, errors, type Operation, operations, Problem } from '@ringfence/contract'
import type { TSchema } from 'typebox'

type Json = { [name: string]: unknown }

export interface OpenApiDocument extends Json {
  readonly openapi: string
  readonly paths: Json
}

export function openApiDocument(): OpenApiDocument {
  const paths: Record<string, Json> = {}
  for (const [id, operation] of Object.entries(operations) as [string, Operation][]) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(id, operation) }
  }
  return sorted({
    openapi: '3.1.0',
    info: {
      title: 'Ringfence',
      version: 'v1',
      description: 'Closed-loop payments: stored value, loads, payments, refunds and the books behind them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      { url: '/', description: 'The production or sandbox deployment that serves this brand.', 'x-internal': false },
    ],
    tags: [...new Set(Object.values(operations).map(({ path }) => tagOf(path)))].map(name => ({ name })),
    paths,
    components: { schemas: { Problem }, securitySchemes, responses: problemResponses(), headers: limitHeaders },
  }) as OpenApiDocument
}

/** Fields of the IETF draft "RateLimit header fields for HTTP", and of RFC 9110. */
const limitHeaders = {
  'RateLimit-Policy': { description: 'The quotas that apply and their windows.', schema: { type: 'string' } },
  RateLimit: { description: 'What is left of them.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait, when a limit is reached.', schema: { type: 'string' } },
}
const limitsTold = Object.fromEntries(
  Object.keys(limitHeaders).map(name => [name, { $ref: `#/components/headers/${name}` }]),
)

const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'dpop',
    description:
      'ES256, `typ` at+jwt, at most 5 minutes, checked as RFC8725 asks. Role and scope in it decide what ' +
      'may be called. With it comes a proof of the key that it is bound to: a DPoP proof (RFC 9449) or, as `GNAP`, a signature.',
  },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Signature',
    description:
      'RFC 9421 with ecdsa-p256-sha256 or ed25519 by the key that the token is bound to, over @method, @target-uri, content-digest (RFC 9530, ' +
      'sha-256), authorization and idempotency-key, with created (±60 s), nonce (once) and keyid. The answer is signed as well.',
  },
}

function describe(id: string, operation: Operation): Json {
  return {
    operationId: id,
    summary: operation.summary,
    description: describeCallers(operation),
    tags: [tagOf(operation.path)],
    'x-roles': operation.callers === 'anyone' ? [] : [...operation.callers],
    security: securityOf(operation),
    parameters: [
      ...parametersOf('path', operation.params),
      ...parametersOf('query', operation.query),
      ...(operation.idempotent === true ? [idempotencyKey] : []),
    ],
    ...(operation.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: operation.body } } } }),
    responses: { [operation.status]: success(id, operation), ...failures(operation) },
  }
}

function describeCallers({ callers, signed, sandbox }: Operation): string {
  const who = callers === 'anyone' ? 'Needs no access token.' : `Roles: ${callers.join(', ')}.`
  const how = signed === true ? ' Signed by the terminal whenever the access token is bound to its key.' : ''
  return `${who}${how}${sandbox === true ? ' Exists in sandbox mode only.' : ''}`
}

/** Alternatives: staff at a till sign as well, others come with the token alone. */
function securityOf({ callers, signed }: Operation): Json[] {
  if (callers === 'anyone') return signed === true ? [{}, { signature: [] }] : [{}]
  const proved = { accessToken: [] }
  if (signed !== true) return [proved]
  const alone = callers.some(role => role !== 'cashier' && role !== 'shiftLead')
  return [{ ...proved, signature: [] }, ...(alone ? [proved] : [])]
}

function parametersOf(place: 'path' | 'query', schema: TSchema | undefined): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: shape,
  }))
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A structured-field string of at most 255 characters; the same key and content get the first answer again.',
  schema: { type: 'string', pattern: '^".+"$', maxLength: 512 },
}

function success(id: string, { reply, status, idempotent }: Operation): Json {
  const replayed = {
    description: '`true` when this is the first answer again.',
    schema: { type: 'string', const: 'true' },
  }
  return {
    description: status === 201 ? 'Done.' : status === 204 ? 'Done; there is nothing to say.' : 'The answer.',
    headers: { ...limitsTold, ...(idempotent === true ? { 'Idempotency-Replayed': replayed } : {}) },
    ...(reply === undefined ? {} : { content: { 'application/json': { schema: reply } } }),
    ...(id === 'streamEvents' ? { content: { 'text/event-stream': { schema: { type: 'string' } } } } : {}),
  }
}

const failures = (operation: Operation) => responsesOf(problemCodesOf(operation))

/** What the gateway itself may answer comes on top of what the operation lists. */
export function problemCodesOf(operation: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>([...operation.errors, ...byEveryGateway])
  if (operation.callers !== 'anyone') codes.add('forbidden').add('signature_invalid')
  if (operation.callers !== 'anyone' || operation.signed === true) codes.add('unauthenticated')
  if (operation.signed === true) codes.add('signature_invalid')
  if (operation.params !== undefined || operation.concealed === true) codes.add('not_found')
  if (operation.stepUp !== undefined) codes.add('step_up_required')
  if (operation.idempotent === true) {
    codes.add('idempotency_key_missing').add('idempotency_key_reused').add('request_in_flight')
  }
  return [...codes]
}

const byEveryGateway = [
  'malformed_request',
  'payload_too_large',
  'unsupported_media_type',
  'validation_failed',
  'request_refused',
  'limit_exceeded',
  'version_retired',
  'overloaded',
  'internal_error',
] as const satisfies readonly ErrorCode[]

/** One response for each status; the codes that share it are told apart by `code`. */
function responsesOf(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy([...codes].sort(), code => errors[code].status)
  const only = (list: readonly ErrorCode[]) =>
    list.length === 1 ? { $ref: `#/components/responses/${list[0]}` } : several(list)
  return Object.fromEntries([...byStatus].map(([status, list]) => [status, only(list)]))
}

function several(codes: readonly ErrorCode[]): Json {
  const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: [...codes] } } }] }
  return {
    description: codes.map(code => `${code}: ${errors[code].title}`).join(' '),
    headers: limitsTold,
    content: { 'application/problem+json': { schema } },
  }
}

function problemResponses(): Json {
  return Object.fromEntries((Object.keys(errors) as ErrorCode[]).map(code => [code, several([code])]))
}

function tagOf(path: string): string {
  return path.split('/')[2]!
}

/** Names in order, so that the document changes only where the contract does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as Json).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]))
}
