/** What stands before every operation, in order: room, identity, role; then, with the body read, signature and key. */
import type { Operation } from '@ringfence/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Admission } from './admission.ts'
import type { Authenticate } from './authentication.ts'
import { fingerprintOf, readIdempotencyKey } from './idempotency.ts'
import { sendProblem } from './problems.ts'
import type { VerifySignature } from './signature.ts'

export interface Guards {
  readonly admission: Admission
  readonly authenticate: Authenticate
  readonly verifySignature: VerifySignature
  readonly terminalSeen: (terminalId: string) => void
  /** Hides what fingerprints are made of. */
  readonly fingerprintKey: Buffer | undefined
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

export function createAdmit(admission: Admission): Hook {
  return async (request, reply) => {
    const place = admission.enter()
    if (place === undefined) return sendProblem(request, reply, 'overloaded')
    request.place = place
    reply.raw.once('close', place.close)
    return undefined
  }
}

/** Before the body is read: nobody without the right role makes us read one. */
export function createIdentify(operation: Operation, authenticate: Authenticate): Hook {
  const { callers } = operation
  return async (request, reply) => {
    if (callers === 'anyone') return undefined
    request.session = await authenticate(request.headers.authorization)
    if (request.session === undefined) return sendProblem(request, reply, 'unauthenticated')
    if (!callers.includes(request.session.caller.role))
      return sendProblem(request, reply, operation.concealed === true ? 'not_found' : 'forbidden')
    return undefined
  }
}

export function createProveSignature(operation: Operation, guards: Guards): Hook {
  return async (request, reply) => {
    if (operation.signed !== true || !mustBeSigned(operation, request)) return undefined
    const keyId = request.session?.boundKeyId
    if (request.session !== undefined && keyId === undefined) return sendProblem(request, reply, 'signature_invalid')
    const signedBy = await guards.verifySignature(
      { method: request.method, target: request.raw.url ?? '', headers: request.headers, body: request.rawBody },
      keyId,
    )
    if (signedBy === undefined || !isOwnTerminal(request, signedBy.terminalId)) {
      return sendProblem(request, reply, 'signature_invalid')
    }
    request.signedBy = signedBy
    guards.terminalSeen(signedBy.terminalId)
    return undefined
  }
}

/** A token bound to a key, and staff who stand at a till, always; public operations when they carry a signature. */
function mustBeSigned(operation: Operation, { session, headers }: FastifyRequest): boolean {
  if (operation.callers === 'anyone') return headers['signature-input'] !== undefined || headers.signature !== undefined
  if (session?.boundKeyId !== undefined) return true
  return session?.caller.role === 'cashier' || session?.caller.role === 'shiftLead'
}

function isOwnTerminal({ session }: FastifyRequest, terminalId: string): boolean {
  return session === undefined || session.caller.terminalId === terminalId
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
