/**
 * What is left of each request: a line in the log, counts and a trace. They are made of names and numbers only: no address, header,
 * query, code or body gets into them.
 */
import { type OperationId, operations } from '@ringfence/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../kernel/clock.ts'
import type { AnsweredCall } from '../platform/answered-call.ts'
import type { Log } from '../platform/log.ts'
import { countCall, requestBegins, requestEnds } from '../platform/metrics/index.ts'
import { beginRequest, endRequest } from '../platform/traces/index.ts'

/** As nginx has it: the client was gone before the answer was whole. */
const clientGone = 499

export interface AccessOptions {
  readonly log: Log
  readonly clock: Clock
  /** Hears of each call of an operation once it is over. */
  readonly onRequestDone?: ((done: RequestDone) => void) | undefined
}
export type RequestDone = AnsweredCall

export function logAccess(app: FastifyInstance, { log, clock, onRequestDone }: AccessOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    request.startedAtMs = clock.now()
    request.span = beginRequest()
    requestBegins()
    reply.raw.once('close', () => {
      requestEnds()
      const call = callOf(request, reply, clock.now())
      const { operation, status, durationMs, problem } = call
      log.info({
        requestId: request.id,
        method: request.method,
        operation,
        ...callerOf(request),
        status: status === clientGone ? 'aborted' : status,
        ...(problem === undefined ? {} : { problem }),
        ...(request.attack === undefined ? {} : { attack: request.attack }),
        durationMs,
      })
      countCall(call)
      if (operation !== 'none') onRequestDone?.(call)
      if (request.span) endRequest(request.span, operation, spanOf(request, call), status >= 500)
    })
  })
}

function callOf(request: FastifyRequest, reply: FastifyReply, nowMs: number): AnsweredCall {
  const { operationId, session, startedAtMs } = request
  const { statusCode, writableEnded } = reply.raw
  const isStream = operationId === 'streamEvents' && statusCode === 200
  return {
    operation: operationId,
    version: versionOf(operationId),
    client: session?.caller.clientId ?? 'none',
    role: session?.caller.role ?? 'none',
    status: writableEnded || isStream ? statusCode : clientGone,
    problem: reply.problemCode,
    proof: isProofRefused(reply) ? 'dpop' : undefined,
    atMs: startedAtMs,
    durationMs: isStream ? 0 : nowMs - startedAtMs, // a stream is as long as its reader stays: that is no latency
  }
}

function isProofRefused(reply: FastifyReply): boolean {
  return reply.raw.statusCode === 401 && String(reply.getHeader('www-authenticate')).includes('invalid_dpop_proof')
}

function versionOf(operationId: string): string {
  return operations[operationId as OperationId]?.path.split('/', 2)[1] ?? 'none'
}

function spanOf(request: FastifyRequest, call: AnsweredCall) {
  return {
    'http.request.method': request.method,
    'http.response.status_code': call.status,
    'ringfence.operation': call.operation,
    'ringfence.request_id': request.id,
    'ringfence.role': call.role,
    ...(call.problem === undefined ? {} : { 'ringfence.problem': call.problem }),
  }
}

function callerOf({ session }: FastifyRequest): { role?: string; client?: string } {
  if (session === undefined) return {}
  return { role: session.caller.role, client: session.caller.terminalId ?? session.caller.personId }
}
