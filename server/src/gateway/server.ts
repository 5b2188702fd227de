/** The HTTP server under the gateway: what it can hold of the firewall's bounds, it holds. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { errors } from '@ringfence/contract'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerFactory } from 'fastify'
import type { Log } from '../platform/log.ts'
import type { MakeServer } from '../platform/tls/public-tls.ts'
import { bodyBytesMax, connectionsMax, type IsTrusted, serverBounds } from './firewall/index.ts'
import { createErrorHandler, problemOf } from './problems.ts'
import type { HeadersFor } from './security-headers.ts'

export interface ServerOptions {
  readonly log: Log
  readonly headersFor: HeadersFor
  readonly isTrusted: IsTrusted
  /** Milliseconds for the headers, and for the whole request; for tests that don't wait. */
  readonly timeMs?: number
  /** For TLS; plain HTTP unless given. */
  readonly makeServer?: MakeServer | undefined
}

const keepAliveTimeout = 65_000

export function createServer({ log, headersFor, isTrusted, timeMs, makeServer }: ServerOptions): FastifyInstance {
  const handleError = createErrorHandler(log)
  const bounds = timeMs === undefined ? serverBounds : boundsWithin(timeMs)
  const listening: { serverFactory?: FastifyServerFactory } =
    makeServer === undefined ? {} : { serverFactory: listener => makeServer({ ...bounds, keepAliveTimeout }, listener) }
  const app: FastifyInstance = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    requestTimeout: bounds.requestTimeout,
    trustProxy: isTrusted,
    keepAliveTimeout,
    http: bounds,
    ...listening,
    routerOptions: { maxParamLength: 100 },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: false } },
    // These come before any hook has run.
    frameworkErrors: (error, request, reply) => {
      reply.headers(headersFor('/v1/'))
      handleError(error, request as FastifyRequest, reply)
    },
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket as Socket),
  })
  app.server.maxConnections = connectionsMax
  app.setErrorHandler(handleError)
  return app
}

function boundsWithin(timeMs: number) {
  return { ...serverBounds, headersTimeout: timeMs, requestTimeout: timeMs, connectionsCheckingInterval: timeMs }
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
