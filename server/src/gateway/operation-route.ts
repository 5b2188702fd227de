/** Mounts one operation of the table: guards, closed shapes in, the handler, a closed shape out. */
import { Closed, type Operation, type OperationId } from '@ringfence/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest, preValidationAsyncHookHandler } from 'fastify'
import { assert } from '../kernel/assert.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Call, Caller, Outcome } from '../platform/http.ts'
import { asCustomer } from '../platform/row-security.ts'
import { isTracing, traced } from '../platform/traces/index.ts'
import { addressGroup, type HashAddress } from './addresses.ts'
import type { Forward } from './forward.ts'
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
  handler: AnyHandler | { readonly forward: Forward },
  tools: RouteTools,
): void {
  app.route({
    method: operation.method,
    url: toFastifyPath(operation.path),
    exposeHeadRoute: false,
    ...(operation.bodyBytesMax === undefined ? {} : { bodyLimit: operation.bodyBytesMax }),
    schema: shapesOf(operation),
    config: { raw: operation.raw === true },
    onRequest: guardsOf(id, operation, tools.guards),
    preValidation: checksOf(operation, tools.guards),
    handler:
      'forward' in handler ? createForwardHandler(handler.forward) : createRouteHandler(id, operation, handler, tools),
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
  return [
    name,
    ...guards.announce(id, operation),
    createAdmit(guards.admission),
    createIdentify(operation, guards),
    ...(guards.limitCallers === undefined ? [] : [guards.limitCallers]),
  ]
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
    createProveSignature(operation, guards),
    ...(operation.idempotent === true ? [createRequireIdempotencyKey(guards)] : []),
    ...(operation.stepUp === undefined ? [] : [guards.requireStepUp(operation)]),
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
      request.isReached = true
      const work = () => asOneself(request, () => handler(toCall(request, operation, tools)))
      const outcome = await place.during(() => (isTracing() ? traced(`handler ${id}`, {}, work, request.span) : work()))
      if (!outcome.ok) return sendProblem(request, reply, outcome.code, outcome.pointers)
      request.answer = outcome.value
      request.changed = outcome.changed
      if (outcome.replayed === true) reply.header('idempotency-replayed', 'true')
      reply.code(operation.status)
      if (operation.status === 204) return reply.send()
      return reply.header('content-type', 'application/json; charset=utf-8').send(write(outcome.value))
    } finally {
      if (idempotency !== undefined) tools.inFlight.end(idempotency)
    }
  }
}

/** A key in flight is looked at where the work is done: several edges may ask for it. */
function createForwardHandler(forward: Forward) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { place } = request
    assert(place !== undefined, 'an admitted request has a place')
    await place.during(() => forward(request, reply))
  }
}

/** What a customer's request reads and writes is that customer's, whatever its statements say. */
function asOneself<T>({ session }: FastifyRequest, work: () => T): T {
  return session?.caller.role === 'customer' ? asCustomer(session.caller.personId, work) : work()
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
    provedKeyId: request.provedKeyId ?? request.signedBy?.keyId,
    nowMs: clock.now(),
    ...(operation.callers === 'anyone' ? { addressHash: hashAddress(addressGroup(request.address)) } : {}),
    ...(operation.seesAddress === true ? { address: request.address } : {}),
    ...(operation.raw === true ? { raw: { bytes, headers } } : {}),
  } as Call<OperationId>
}

/** Stands in on public operations: whoever reads it has a bug. */
const nobody = new Proxy({} as Caller, {
  get: () => assert(false, 'a public operation has no caller'),
})
