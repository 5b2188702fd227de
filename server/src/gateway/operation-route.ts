/** Mounts one operation of the table: guards, closed shapes in, the handler, a closed shape out. */
import { Closed, type Operation, type OperationId } from '@ringfence/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest, preValidationAsyncHookHandler } from 'fastify'
import { assert } from '../kernel/assert.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Call, Caller, Outcome } from '../platform/http.ts'
import { addressGroup, type HashAddress } from './addresses.ts'
import { createAdmit, createIdentify, createProveSignature, createRequireIdempotencyKey, type Guards } from './guard.ts'
import type { InFlight } from './idempotency.ts'
import { sendProblem } from './problems.ts'
import { createQueryReader } from './queries.ts'
import { createReplyWriter } from './replies.ts'

export interface RouteTools {
  readonly guards: Guards
  readonly inFlight: InFlight
  readonly clock: Clock
  readonly hashAddress: HashAddress
}

/** A handler of any operation: the table has checked what goes in, the reply writer checks what comes out. */
export type AnyHandler = (call: Call<OperationId>) => Promise<Outcome<unknown>>

export function mountOperation(
  app: FastifyInstance,
  id: OperationId,
  operation: Operation,
  handler: AnyHandler,
  tools: RouteTools,
): void {
  app.route({
    method: operation.method,
    url: toFastifyPath(operation.path),
    exposeHeadRoute: false,
    ...(operation.bodyBytesMax === undefined ? {} : { bodyLimit: operation.bodyBytesMax }),
    schema: shapesOf(operation),
    onRequest: guardsOf(id, operation, tools.guards),
    preValidation: checksOf(operation, tools.guards),
    handler: createRouteHandler(id, operation, handler, tools),
  })
}

export function toFastifyPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

/** What an operation does not name, it does not take. */
function shapesOf(operation: Operation) {
  return {
    params: operation.params ?? Closed({}),
    querystring: operation.query ?? Closed({}),
    ...(operation.body === undefined ? {} : { body: operation.body }),
  }
}

export function guardsOf(id: OperationId, operation: Operation, guards: Guards) {
  const name = async (request: FastifyRequest) => {
    request.operationId = id
  }
  return [name, createAdmit(guards.admission), createIdentify(operation, guards.authenticate)]
}

function checksOf(operation: Operation, guards: Guards): preValidationAsyncHookHandler[] {
  const readQuery = createQueryReader(operation.query ?? Closed({}))
  const first = async (request: FastifyRequest, reply: FastifyReply) => {
    if (operation.body === undefined && operation.raw !== true && request.rawBody !== undefined) {
      return sendProblem(request, reply, 'malformed_request')
    }
    readQuery(request.query as Record<string, unknown>)
    return undefined
  }
  return [
    first,
    ...(operation.signed === true ? [createProveSignature(operation, guards)] : []),
    ...(operation.idempotent === true ? [createRequireIdempotencyKey(guards)] : []),
  ]
}

function createRouteHandler(id: OperationId, operation: Operation, handler: AnyHandler, tools: RouteTools) {
  const write = operation.reply === undefined ? () => '' : createReplyWriter(id, operation.reply)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { idempotency, place } = request
    assert(place !== undefined, 'an admitted request has a place')
    if (idempotency !== undefined && !tools.inFlight.begin(idempotency)) {
      return sendProblem(request, reply, 'request_in_flight')
    }
    try {
      const outcome = await place.during(() => handler(toCall(request, operation, tools)))
      if (!outcome.ok) return sendProblem(request, reply, outcome.code, outcome.pointers)
      if (outcome.replayed === true) reply.header('idempotency-replayed', 'true')
      reply.code(operation.status)
      if (operation.status === 204) return reply.send()
      return reply.header('content-type', 'application/json; charset=utf-8').send(write(outcome.value))
    } finally {
      if (idempotency !== undefined) tools.inFlight.end(idempotency)
    }
  }
}

function toCall(request: FastifyRequest, operation: Operation, { clock, hashAddress }: RouteTools): Call<OperationId> {
  const { rawBody: bytes = Buffer.of(), headers } = request
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    caller: request.session?.caller ?? nobody,
    idempotency: request.idempotency,
    signedBy: request.signedBy,
    nowMs: clock.now(),
    ...(operation.callers === 'anyone' ? { addressHash: hashAddress(addressGroup(request.ip)) } : {}),
    ...(operation.seesAddress === true ? { address: request.ip } : {}),
    ...(operation.raw === true ? { raw: { bytes, headers } } : {}),
  } as Call<OperationId>
}

/** Stands in on public operations: whoever reads it has a bug. */
const nobody = new Proxy({} as Caller, {
  get: () => assert(false, 'a public operation has no caller'),
})
