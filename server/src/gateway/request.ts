/** What the gateway learns about a request on its way through. */
import type { ErrorCode } from '@ringfence/contract'
import type { FastifyInstance } from 'fastify'
import type { Idempotency, SignedBy } from '../platform/http.ts'
import type { Place } from './admission.ts'
import type { VerifiedToken } from './authority.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the access token is verified. */
    session: VerifiedToken | undefined
    signedBy: SignedBy | undefined
    idempotency: Idempotency | undefined
    rawBody: Buffer | undefined
    place: Place | undefined
    startedAtMs: number
    /** For the log: which operation of the table this is. */
    operationId: string
  }
  interface FastifyReply {
    problemCode: ErrorCode | undefined
  }
}

export function decorateRequests(app: FastifyInstance): void {
  for (const name of ['session', 'signedBy', 'idempotency', 'rawBody', 'place'] as const) {
    app.decorateRequest(name, undefined)
  }
  app.decorateRequest('startedAtMs', 0)
  app.decorateRequest('operationId', 'none')
  app.decorateReply('problemCode', undefined)
}
