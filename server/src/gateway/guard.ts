/** What stands before every operation, in order: room, identity, role; then, with the body read, signature and key. */
import type { KeyObject } from 'node:crypto'
import type { Operation, OperationId } from '@ringfence/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Admission } from './admission.ts'
import { type Authenticate, readAuthorization } from './authentication.ts'
import { fingerprintOf, readIdempotencyKey } from './idempotency.ts'
import { sendProblem, tokenChallenge } from './problems.ts'
import type { Possession } from './proof/possession.ts'
import { mayCall } from './rights.ts'

export interface Guards {
  readonly admission: Admission
  readonly authenticate: Authenticate
  readonly possession: Possession
  /** Tells what becomes of an operation, and refuses what is retired. */
  readonly announce: (id: OperationId, operation: Operation) => readonly Hook[]
  readonly limitCallers: Hook | undefined
  readonly requireStepUp: (operation: Operation) => Hook
  /** Hides what fingerprints are made of. */
  readonly fingerprintKey: KeyObject | undefined
}

export type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

export function createAdmit(admission: Admission): Hook {
  return async (request, reply) => {
    const place = admission.enter()
    if (place === undefined) return sendProblem(request, reply, 'overloaded')
    request.place = place
    reply.raw.once('close', place.close)
    return undefined
  }
}

/** Before the body is read: nobody without a key, or without the right role, makes us read one. */
export function createIdentify(operation: Operation, { authenticate, possession }: Guards): Hook {
  const { callers } = operation
  return async (request, reply) => {
    if (callers === 'anyone') {
      return (await possession.noteKey(operation, request)) ? undefined : refuseProof(request, reply)
    }
    const presented = readAuthorization(request.headers.authorization)
    const session = presented && (await authenticate(presented.token))
    if (presented === undefined || session === undefined) return sendProblem(request, reply, 'unauthenticated')
    if (!(await possession.isProved(request, presented, session))) return refuseProof(request, reply)
    request.session = session
    request.scheme = presented.scheme
    if (!mayCall(operation, session.caller))
      return sendProblem(request, reply, operation.concealed === true ? 'not_found' : 'forbidden')
    return undefined
  }
}

/** Says what is wrong in the words of RFC 9449, 7.1: another access token would not help. */
function refuseProof(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('www-authenticate', `${tokenChallenge}, error="invalid_dpop_proof"`)
  return sendProblem(request, reply, 'unauthenticated')
}

export function createProveSignature(operation: Operation, { possession }: Guards): Hook {
  return async (request, reply) =>
    (await possession.isSigned(operation, request)) ? undefined : sendProblem(request, reply, 'signature_invalid')
}

export function createRequireIdempotencyKey({ fingerprintKey }: Guards): Hook {
  return async (request, reply) => {
    const header = request.headers['idempotency-key']
    if (typeof header !== 'string') return sendProblem(request, reply, 'idempotency_key_missing')
    const key = readIdempotencyKey(header)
    const caller = request.session?.caller
    if (key === undefined || caller === undefined) return sendProblem(request, reply, 'malformed_request')
    request.idempotency = {
      clientId: caller.terminalId ?? caller.personId,
      key,
      fingerprint: fingerprintOf(request.method, request.raw.url ?? '', request.rawBody, fingerprintKey),
    }
    return undefined
  }
}
