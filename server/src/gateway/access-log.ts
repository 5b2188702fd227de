/** One line for each request, made of names and numbers only: no address, header, query, code or body can get into it. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../platform/log.ts'

export function logAccess(app: FastifyInstance, log: Log, clock: Clock): void {
  app.addHook('onRequest', async (request, reply) => {
    request.startedAtMs = clock.now()
    reply.raw.once('close', () => {
      const { statusCode, writableEnded } = reply.raw
      log.info({
        requestId: request.id,
        method: request.method,
        operation: request.operationId,
        ...callerOf(request),
        status: writableEnded ? statusCode : 'aborted',
        ...(reply.problemCode === undefined ? {} : { problem: reply.problemCode }),
        durationMs: clock.now() - request.startedAtMs,
      })
    })
  })
}

function callerOf({ session }: FastifyRequest): { role?: string; client?: string } {
  if (session === undefined) return {}
  return { role: session.caller.role, client: session.caller.terminalId ?? session.caller.personId }
}
