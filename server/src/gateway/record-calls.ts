/**
 * Tells the audit trail what staff and machine clients did: every write that reached its handler, reads that give much away, and what
 * they were refused. The entry is on disk before the answer goes out; of payments at tills it follows in groups, because the payment row
 * and the ledger's chain are the record already.
 */
import { idPrefixes, type Operation, type OperationId, operations } from '@ringfence/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toTypeId } from '../kernel/ids.ts'
import type { AuditActor, AuditEntry, AuditTrail } from '../platform/audit-trail.ts'
import type { Caller } from '../platform/http.ts'

/** Their own records say all; the trail only adds who stood there. */
const recordedByLedger = new Set<string>(['takePayment'])

export function recordCalls(app: FastifyInstance, trail: AuditTrail): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const { session, isRecorded, operationId } = request
    const operation: Operation | undefined = operations[operationId as OperationId]
    if (session === undefined || operation === undefined || isRecorded || session.caller.role === 'customer') {
      return done(null, payload)
    }
    if (!isWorthRecording(operation, request, reply)) return done(null, payload)
    request.isRecorded = true // the answer that says that it could not be recorded is none of its own
    const quick = recordedByLedger.has(operationId)
    const entry = entryOf(operation, request, reply, session.caller, quick ? undefined : trail)
    if (quick) {
      trail.recordLater(entry)
      return done(null, payload)
    }
    trail.record(entry).then(
      () => done(null, payload),
      error => done(error),
    )
  })
}

function isWorthRecording(operation: Operation, request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.isReached) return operation.method !== 'GET' || operation.recorded === true
  return (
    reply.statusCode === 401 || reply.statusCode === 403 || (reply.statusCode === 404 && operation.concealed === true)
  )
}

function entryOf(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  trail: AuditTrail | undefined,
): AuditEntry {
  const { statusCode: status, problemCode: errorCode } = reply
  return {
    actor: actorOf(caller),
    operation: request.operationId,
    target: targetOf(request),
    outcome: status < 400 ? 'done' : status < 500 ? 'refused' : 'failed',
    status,
    errorCode,
    requestId: request.id,
    digests: trail && digestsOf(operation, request, trail),
  }
}

const personPrefixes = { customer: 'cus', client: 'cli', staff: 'stf' } as const

/** A token's caller is one object for as long as the token is remembered: its ids are written out once. */
const actors = new WeakMap<Caller, AuditActor>()

function actorOf(caller: Caller): AuditActor {
  const known = actors.get(caller) ?? describe(caller)
  actors.set(caller, known)
  return known
}

function describe(caller: Caller): AuditActor {
  const { role } = caller
  const kind = role === 'customer' || role === 'client' ? role : 'staff'
  return {
    kind,
    id: toTypeId(personPrefixes[kind], caller.personId),
    role,
    clientId: caller.clientId,
    sessionId: caller.sessionId,
    ...(caller.terminalId === undefined ? {} : { terminalId: toTypeId('trm', caller.terminalId) }),
  }
}

const kinds = new Map<string, string>(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind]))

/** What the address names; else what the answer made: itself, or of somebody new the person, beside what a second one must approve. */
function targetOf({ params, answer }: FastifyRequest): AuditEntry['target'] {
  const id = idIn(params) ?? idIn(answer) ?? idIn((answer as { staff?: unknown } | undefined)?.staff)
  const kind = id === undefined ? undefined : kinds.get(id.slice(0, id.indexOf('_')))
  return id === undefined || kind === undefined ? undefined : { kind, id }
}

function idIn(thing: unknown): string | undefined {
  if (typeof thing !== 'object' || thing === null || !('id' in thing)) return undefined
  return typeof thing.id === 'string' && /^[a-z]+_[0-9a-z]{26}$/.test(thing.id) ? thing.id : undefined
}

/** Of the thing before and after where the handler tells; else of request and answer. */
function digestsOf(operation: Operation, request: FastifyRequest, trail: AuditTrail): AuditEntry['digests'] {
  const { changed, body, answer } = request
  const digest = (thing: unknown) => (thing === undefined ? undefined : trail.digest(thing))
  if (changed !== undefined) return { of: 'thing', before: digest(changed.before), after: digest(changed.after) }
  const asked = operation.method === 'GET' ? request.query : (body ?? undefined)
  return { of: 'exchange', before: digest(asked), after: digest(answer) }
}
