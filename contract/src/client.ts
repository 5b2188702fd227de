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

/** Adds what proves the caller to a request that is ready to go: signature headers for a machine client. */
export type Signer = (request: {
  method: string
  url: string
  headers: Headers
  body: string | undefined
}) => Promise<void>

export interface ClientOptions {
  /** Origin of the deployment, for example `https://pay.example`. */
  readonly baseUrl: string
  /** The access token for a request; absent or undefined for public operations. */
  readonly token?: () => Promise<string | undefined>
  readonly sign?: Signer
  readonly fetch?: typeof fetch
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
      return await read(await send(options, operation, input))
    } catch {
      return { ok: false, status: 0, code: 'network', problem: networkProblem }
    }
  }
  return Object.fromEntries(
    Object.entries(operations).map(([id, operation]) => [id, call(operation)]),
  ) as unknown as Client
}

async function send(options: ClientOptions, operation: Operation, input: AnyInput): Promise<Response> {
  const url = new URL(pathOf(operation, input), options.baseUrl).href
  const headers = new Headers({ accept: 'application/json, application/problem+json' })
  const token = await options.token?.()
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (operation.idempotent) headers.set('idempotency-key', `"${input.idempotencyKey ?? crypto.randomUUID()}"`)
  const body = input.body === undefined ? undefined : JSON.stringify(input.body)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const method = operation.method
  if (options.sign && operation.signed) await options.sign({ method, url, headers, body })
  const doFetch = options.fetch ?? fetch
  return doFetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(input.signal ? { signal: input.signal } : {}),
  })
}

function pathOf(operation: Operation, input: AnyInput): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? path : `${path}?${query}`
}

async function read(response: Response): Promise<Answer<unknown>> {
  const text = await response.text()
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
