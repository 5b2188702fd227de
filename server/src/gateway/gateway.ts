/**
 * The one entry point: mounts the contract's table of operations, and nothing else, under `/v1`. Modules never see HTTP.
 * Limits per client, DPoP and the request firewall take their places among the guards later.
 */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { errors, type Operation, type OperationId, operations } from '@ringfence/contract'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { assert } from '../kernel/assert.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Handlers } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import { logAccess } from './access-log.ts'
import { type HashAddress, processAddressHash } from './addresses.ts'
import { createAdmission } from './admission.ts'
import { createAuthentication } from './authentication.ts'
import type { Authority } from './authority.ts'
import { bodyBytesMax, readJsonOnly } from './bodies.ts'
import { mountEventStream, type Subscribe } from './event-stream.ts'
import type { Guards } from './guard.ts'
import { createInFlight } from './idempotency.ts'
import { createNonceMemory, type Nonces } from './nonces.ts'
import { type AnyHandler, mountOperation } from './operation-route.ts'
import { createErrorHandler, problemOf, sendProblem } from './problems.ts'
import { decorateRequests } from './request.ts'
import { createSecurityHeaders, type ForeignOrigins, type HeadersFor } from './security-headers.ts'
import { createSignatureCheck } from './signature.ts'

export interface GatewayOptions {
  /** One for each operation of the table; events have their own way in. */
  readonly handlers: Omit<Handlers, 'streamEvents'>
  readonly subscribe: Subscribe
  readonly authority: Authority
  readonly clock: Clock
  readonly log: Log
  /** Whether the sandbox's operations exist. */
  readonly sandbox: boolean
  /** Origins that clients reach us at, for example `https://pay.example`; signatures cover them. The first is ours. */
  readonly origins: readonly string[]
  /** What pages may load from elsewhere; nothing unless given. */
  readonly foreignOrigins?: ForeignOrigins
  /** More requests than this at once are refused with 503. */
  readonly requestsInFlightMax?: number
  readonly nonces?: Nonces
  readonly heartbeatMs?: number
  /** Without it, addresses are told apart within this process only. */
  readonly hashAddress?: HashAddress
  /** The same in all processes of a deployment: hides what the fingerprints of requests are made of. */
  readonly fingerprintKey?: Buffer
}

/** A Fastify instance, not yet listening. Pages may be mounted on it beside `/v1`. Throws when a handler is missing. */
export function buildGateway(options: GatewayOptions): FastifyInstance {
  const { authority, clock, log, origins } = options
  assert(origins.length > 0, 'the gateway knows its own origin')
  const headersFor = createSecurityHeaders(origins[0]!, options.foreignOrigins)
  const app = createServer(log, headersFor)
  decorateRequests(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headersFor(request.raw.url ?? ''))
  })
  logAccess(app, log, clock)
  readJsonOnly(app)
  answerUnknown(app, options.sandbox)
  mountOperations(app, options, {
    admission: createAdmission(options.requestsInFlightMax ?? 256),
    authenticate: createAuthentication(authority, clock),
    verifySignature: createSignatureCheck({
      authority,
      clock,
      origins,
      nonces: options.nonces ?? createNonceMemory(clock),
    }),
    terminalSeen: authority.terminalSeen,
    fingerprintKey: options.fingerprintKey,
  })
  return app
}

function createServer(log: Log, headersFor: HeadersFor): FastifyInstance {
  const handleError = createErrorHandler(log)
  const app: FastifyInstance = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    requestTimeout: 10_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000 },
    routerOptions: { maxParamLength: 100 },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: false } },
    // These come before any hook has run.
    frameworkErrors: (error, request, reply) => {
      reply.headers(headersFor('/v1/'))
      handleError(error, request as FastifyRequest, reply)
    },
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket as Socket),
  })
  app.setErrorHandler(handleError)
  return app
}

/** What is not even HTTP never becomes a request: answer on the bare socket. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { status, title } = errors.malformed_request
  const body = JSON.stringify(problemOf('malformed_request', title, status, randomUUID()))
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function mountOperations(app: FastifyInstance, options: GatewayOptions, guards: Guards): void {
  const { clock, hashAddress = processAddressHash() } = options
  const tools = { guards, inFlight: createInFlight(), clock, hashAddress }
  const handlers = options.handlers as unknown as Record<string, AnyHandler | undefined>
  for (const [id, operation] of tableOf(options.sandbox)) {
    if (id === 'streamEvents') continue
    const handler = handlers[id]
    assert(typeof handler === 'function', `operation ${id} has no handler`)
    mountOperation(app, id, operation, handler, tools)
  }
  mountEventStream(app, guards, options)
}

function tableOf(sandbox: boolean): [OperationId, Operation][] {
  const table = Object.entries(operations) as [OperationId, Operation][]
  return table.filter(([, operation]) => sandbox || operation.sandbox !== true)
}

/** 404 for what is not there; 405 for a known address with another method. */
function answerUnknown(app: FastifyInstance, sandbox: boolean): void {
  const paths = tableOf(sandbox).map(([, { method, path }]) => ({
    method,
    matches: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  app.setNotFoundHandler((request, reply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0]!
    const allowed = paths.filter(({ matches }) => matches.test(path)).map(({ method }) => method)
    if (allowed.length === 0) return sendProblem(request, reply, 'not_found')
    reply.header('allow', allowed.join(', '))
    return sendProblem(request, reply, 'method_not_allowed')
  })
}
