/** What the gateway learns about a request on its way through. */
import type { ErrorCode } from '@ringfence/contract'
import type { FastifyInstance } from 'fastify'
import type { Changed, Idempotency, SignedBy } from '../platform/http.ts'
import type { Span } from '../platform/traces/index.ts'
import type { Place } from './admission.ts'
import type { TokenScheme } from './authentication.ts'
import type { VerifiedToken } from './authority.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the access token is verified. */
    session: VerifiedToken | undefined
    /** How that token was presented. */
    scheme: TokenScheme | undefined
    /** On public operations: the key that the caller has proved to hold. */
    provedKeyId: string | undefined
    signedBy: SignedBy | undefined
    idempotency: Idempotency | undefined
    rawBody: Buffer | undefined
    place: Place | undefined
    startedAtMs: number
    /** Its trace, if anybody traces. */
    span: Span | undefined
    /** The handler was asked: from here on something may have been done. */
    isReached: boolean
    /** What the handler answered, if it was success; what it says it changed. For the audit trail. */
    answer: unknown
    changed: Changed | undefined
    isRecorded: boolean
    /** For the log: which operation of the table this is. */
    operationId: string
  }
  interface FastifyContextConfig {
    /** The handler reads the body itself. */
    raw?: boolean
  }
  interface FastifyReply {
    problemCode: ErrorCode | undefined
  }
}

export function decorateRequests(app: FastifyInstance): void {
  for (const name of ['span', 'answer', 'changed'] as const) app.decorateRequest(name, undefined)
  for (const name of ['isReached', 'isRecorded'] as const) app.decorateRequest(name, false)
  for (const name of ['session', 'scheme', 'provedKeyId', 'signedBy', 'idempotency', 'rawBody', 'place'] as const) {
    app.decorateRequest(name, undefined)
  }
  app.decorateRequest('startedAtMs', 0)
  app.decorateRequest('operationId', 'none')
  app.decorateReply('problemCode', undefined)
}
