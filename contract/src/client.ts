/** The typed client: one method for each operation; failures are values, not exceptions. */
import type { Static, TSchema } from 'typebox'
import { type ErrorCode, errors, type Problem } from './errors.ts'
import { type Operation, type OperationId, operations } from './operations.ts'

type Shape<S> = S extends TSchema ? Static<S> : never
type Part<Op, Name extends string, Key extends string> = Op extends { readonly [K in Name]: infer S extends TSchema }
  ? { [K in Key]: Static<S> }
  : unknown
type Optionally<Op, Name extends string, Key extends string> = Op extends {
  readonly [K in Name]: infer S extends TSchema
}
  ? { [K in Key]?: Static<S> }
  : unknown

export type Input<Id extends OperationId> = Part<(typeof operations)[Id], 'params', 'params'> &
  Part<(typeof operations)[Id], 'body', 'body'> &
  Optionally<(typeof operations)[Id], 'query', 'query'> & { idempotencyKey?: string; signal?: AbortSignal }
export type Reply<Id extends OperationId> = (typeof operations)[Id] extends { readonly reply: infer S }
  ? Shape<S>
  : undefined

export type Answer<T> =
  | { ok: true; status: number; data: T; replayed: boolean }
  | { ok: false; status: number; code: ErrorCode | 'network'; problem: Problem }

/** An answer that is no success. */
export type Failed = Extract<Answer<unknown>, { ok: false }>

/** A request that is ready to go, but for what proves the caller. */
export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | undefined
}

/** Adds what proves the caller: the headers of a signature, or a DPoP proof. */
export type Signer = (request: OutgoingRequest) => Promise<void>

/** How a caller shows an access token, and that it is theirs. One of the two: a token is bound to one key. */
export interface Credentials {
  /**
   * The access token for a request; absent or undefined for public operations. Asked once more with the token that the server
   * refused: the request is then sent again with the other one, if there is any.
   */
  readonly token?: (refused?: string) => Promise<string | undefined>
  /** Of a machine client or a till (`createSigner`): every request is signed. */
  readonly sign?: Signer
  /** Of everybody else (`createProver`): every request carries a proof. */
  readonly prove?: Signer
}

/** Throws when an answer is not the server's answer to this request. */
export type CheckAnswer = (request: Headers, answer: Response, body: string) => Promise<void>

export interface ClientOptions extends Credentials {
  /** Origin of the deployment, for example `https://pay.example`. */
  readonly baseUrl: string
  readonly fetch?: typeof fetch
  /** Of a client that signs and has the server's public keys: an answer that is not the server's counts as none. */
  readonly checkAnswer?: CheckAnswer
}

export type Client = { [Id in OperationId]: (input: Input<Id>) => Promise<Answer<Reply<Id>>> }

interface AnyInput {
  params?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: unknown
  idempotencyKey?: string
  signal?: AbortSignal
}

/** A client of one deployment. Network trouble is answered as code `network`, so a caller can retry with the same key. */
export function createClient(options: ClientOptions): Client {
  const call = (operation: Operation) => async (input: AnyInput) => {
    try {
      const key = input.idempotencyKey ?? crypto.randomUUID()
      const token = await options.token?.()
      const answer = await send(options, operation, { ...input, idempotencyKey: key }, token)
      if (answer.ok || answer.code !== 'unauthenticated' || token === undefined) return answer
      const other = await options.token?.(token)
      if (other === undefined || other === token) return answer
      return await send(options, operation, { ...input, idempotencyKey: key }, other)
    } catch {
      return { ok: false, status: 0, code: 'network', problem: networkProblem }
    }
  }
  return Object.fromEntries(
    Object.entries(operations).map(([id, operation]) => [id, call(operation)]),
  ) as unknown as Client
}

async function send(
  options: ClientOptions,
  operation: Operation,
  input: AnyInput,
  token: string | undefined,
): Promise<Answer<unknown>> {
  const url = new URL(pathOf(operation, input), options.baseUrl).href
  const headers = new Headers({ accept: 'application/json, application/problem+json' })
  if (operation.idempotent) headers.set('idempotency-key', `"${input.idempotencyKey}"`)
  const body = input.body === undefined ? undefined : JSON.stringify(input.body)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const method = operation.method
  if (token !== undefined || operation.signed) await authorize(options, { method, url, headers, body }, token)
  const doFetch = options.fetch ?? fetch
  const response = await doFetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(input.signal ? { signal: input.signal } : {}),
  })
  const text = await response.text()
  if (headers.has('signature')) await options.checkAnswer?.(headers, response, text)
  return read(response, text)
}

/**
 * Adds the access token and the proof that it is the sender's. The scheme says which proof comes with it: `GNAP` a signature
 * (RFC 9635, 7.2), `DPoP` a DPoP proof (RFC 9449, 7.1).
 */
export async function authorize(
  { sign, prove }: Credentials,
  request: OutgoingRequest,
  token: string | undefined,
): Promise<void> {
  if (token !== undefined) request.headers.set('authorization', `${sign ? 'GNAP' : 'DPoP'} ${token}`)
  await (sign ?? prove)?.(request)
}

function pathOf(operation: Operation, input: AnyInput): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? path : `${path}?${query}`
}

function read(response: Response, text: string): Answer<unknown> {
  const data: unknown = text === '' ? undefined : JSON.parse(text)
  if (response.ok) {
    return {
      ok: true,
      status: response.status,
      data,
      replayed: response.headers.get('idempotency-replayed') === 'true',
    }
  }
  const problem = data as Problem
  const code = problem.code in errors ? (problem.code as ErrorCode) : 'internal_error'
  return { ok: false, status: response.status, code, problem }
}

const networkProblem: Problem = {
  type: 'about:blank',
  title: 'No connection. Nothing was lost: try again.',
  status: 0,
  code: 'network',
  instance: '',
}
