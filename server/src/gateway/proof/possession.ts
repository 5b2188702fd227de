/**
 * That a caller holds the key which the access token is bound to. Everybody proves it on every request: by a DPoP proof before the body
 * is read, or by a signature over the request once it is there. Machines sign whatever they change, even when they have sent a proof.
 */
import type { Operation } from '@ringfence/contract'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../kernel/clock.ts'
import type { Caller } from '../../platform/http.ts'
import { type PresentedToken, readAuthorization } from '../authentication.ts'
import type { Authority, RegisteredKey, VerifiedToken } from '../authority.ts'
import { createProofCheck } from './dpop.ts'
import type { Nonces } from './nonces.ts'
import { createSignatureCheck } from './signature.ts'
import { createTargetUri } from './target-uri.ts'

export interface Possession {
  /** Before the body is read. A token that comes with a signature waits for `isSigned`. */
  isProved(request: FastifyRequest, presented: PresentedToken, session: VerifiedToken): Promise<boolean>
  /** Of public operations that ask for it: notes which key the caller proves to hold, if any; false when the proof is no good. */
  noteKey(operation: Operation, request: FastifyRequest): Promise<boolean>
  /** With the body read: false when a signature is due, or there, and does not fit. */
  isSigned(operation: Operation, request: FastifyRequest): Promise<boolean>
}

export interface PossessionOptions {
  readonly authority: Pick<Authority, 'signingKey' | 'terminalSeen'>
  readonly clock: Clock
  readonly nonces: Nonces
  readonly origins: readonly string[]
}

export function createPossession({ authority, clock, nonces, origins }: PossessionOptions): Possession {
  const targetUri = createTargetUri(origins)
  const keyOfProof = createProofCheck({ clock, nonces })
  const keyOfSignature = createSignatureCheck({ authority, clock, nonces, targetUri })
  const readProof = ({ method, headers, raw }: FastifyRequest, token: string | undefined) =>
    keyOfProof({ method, targetUri: targetUri(headers, raw.url ?? ''), proof: headers.dpop, token })
  return {
    isProved: async (request, { scheme, token }, { boundKeyId, caller }) => {
      if (scheme === 'GNAP') return hasSignature(request)
      if ((await readProof(request, token)) !== boundKeyId) return false
      if (!isMachine(caller)) return true
      const key = await authority.signingKey(boundKeyId) // revoked, it reads nothing more either
      return key !== undefined && isOwn(key, caller)
    },
    noteKey: async ({ signed }, request) => {
      if (signed !== true || request.headers.dpop === undefined) return true
      request.provedKeyId = await readProof(request, readAuthorization(request.headers.authorization)?.token)
      return request.provedKeyId !== undefined
    },
    isSigned: async (operation, request) => {
      if (!mustBeSigned(operation, request)) return true
      const { method, headers, rawBody: body, raw, session } = request
      const key = await keyOfSignature({ method, target: raw.url ?? '', headers, body }, session?.boundKeyId)
      if (key === undefined || (session !== undefined && !isOwn(key, session.caller))) return false
      request.signedBy = { keyId: key.keyId, ...key.owner }
      if ('terminalId' in key.owner) authority.terminalSeen(key.owner.terminalId)
      return true
    },
  }
}

function hasSignature({ headers }: FastifyRequest): boolean {
  return headers['signature-input'] !== undefined || headers.signature !== undefined
}

/** Public operations that look at signatures take none or a good one. Who stands at a till changes nothing without it. */
function mustBeSigned({ callers, method, signed }: Operation, request: FastifyRequest): boolean {
  const { session, scheme } = request
  if (callers === 'anyone' || session === undefined) return signed === true && hasSignature(request)
  if (scheme === 'GNAP') return true
  const { caller } = session
  const standsAtTill = caller.role === 'cashier' || caller.role === 'shiftLead'
  return (signed === true && (isMachine(caller) || standsAtTill)) || (method !== 'GET' && isMachine(caller))
}

function isMachine({ role, terminalId }: Caller): boolean {
  return role === 'client' || terminalId !== undefined
}

/** A key may have moved to another terminal since the token was issued. */
function isOwn({ owner }: RegisteredKey, { role, personId, terminalId }: Caller): boolean {
  return 'terminalId' in owner ? owner.terminalId === terminalId : role === 'client' && owner.clientId === personId
}
