/** The audit trail: who did what to what, and proof that nobody changed the record since. */
import { type Static, Type } from 'typebox'
import { Closed, Id, ListQuery, Nullable, Timestamp } from './common.ts'
import { roles } from './identity.ts'

/** `system` is the program itself: nightly work, rotations, what happens before anybody has signed in. */
export const actorKinds = ['customer', 'staff', 'client', 'system'] as const
/** `refused` by a rule (4xx), `failed` by us (5xx). */
export const auditOutcomes = ['done', 'refused', 'failed'] as const

const Name = (description: string) => Type.String({ pattern: '^[A-Za-z][A-Za-z0-9.-]{0,63}$', description })
const Reference = (description: string) => Type.String({ pattern: '^[A-Za-z0-9._:-]{1,80}$', description })
const Digest = Nullable(Type.String({ pattern: '^[0-9a-f]{64}$' }))

/** Holds ids, names of operations and digests; never a person's data and never a secret. */
export const AuditEvent = Closed({
  id: Id('auditEvent'),
  number: Type.Integer({ minimum: 1, description: 'Its place in the trail; without gaps.' }),
  at: Timestamp,
  actor: Closed({
    kind: Type.Enum([...actorKinds]),
    id: Nullable(Reference('A customer, member of staff or machine client; null for the system.')),
    role: Nullable(Type.Enum([...roles])),
    terminalId: Nullable(Id('terminal')),
    clientId: Nullable(Reference('The app or machine client that was used.')),
    sessionId: Nullable(Type.String({ maxLength: 200, description: 'The sign-in that the call belongs to.' })),
  }),
  operation: Name('The operation of the API, or a deed of the system.'),
  target: Nullable(Closed({ kind: Name('What kind of thing.'), id: Reference('Which one.') })),
  outcome: Type.Enum([...auditOutcomes]),
  status: Nullable(Type.Integer({ minimum: 100, maximum: 599 })),
  errorCode: Nullable(Type.String()),
  requestId: Nullable(Type.String({ description: 'The `instance` of the answer, without `urn:uuid:`.' })),
  digests: Closed(
    {
      of: Nullable(Type.Enum(['thing', 'exchange'])),
      before: Digest,
      after: Digest,
    },
    { description: 'Keyed SHA-256 of the thing before and after, or of request and answer.' },
  ),
  figures: Type.Record(Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,39}$' }), Type.Integer(), {
    description: 'Counts of a deed of the system.',
  }),
  sealed: Type.Boolean({ description: 'Whether a signed batch covers it already.' }),
})
export type AuditEvent = Static<typeof AuditEvent>
export const AuditEventList = Closed({ data: Type.Array(AuditEvent), nextCursor: Nullable(Type.String()) })
export type AuditEventList = Static<typeof AuditEventList>

const search = {
  actor: Type.Optional(
    Type.String({ pattern: '^(system|[A-Za-z0-9._:-]{1,80})$', description: 'An id, or one of the kinds.' }),
  ),
  operation: Type.Optional(Name('The operation, as in the events.')),
  target: Type.Optional(Reference('The id of what it was done to.')),
  requestId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })),
  outcome: Type.Optional(Type.Enum([...auditOutcomes])),
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
}
export const AuditEventQuery = Closed({ ...ListQuery, ...search })
export const AuditExportQuery = Closed({ cursor: ListQuery.cursor, ...search })

export const AuditFault = Closed({
  problem: Type.Enum(['changed', 'removed', 'inserted', 'moved', 'chain', 'signature', 'key']),
  batch: Nullable(Type.Integer()),
  number: Nullable(Type.Integer({ description: 'Of the event.' })),
  detail: Type.String(),
})
export type AuditFault = Static<typeof AuditFault>

/** What a verification found. */
export const AuditVerification = Closed({
  ok: Type.Boolean(),
  at: Timestamp,
  events: Type.Integer(),
  batches: Type.Integer(),
  faults: Type.Array(AuditFault, { description: 'The first 100.' }),
})
export type AuditVerification = Static<typeof AuditVerification>

export const AuditHead = Closed({
  batch: Type.Integer(),
  number: Type.Integer({ description: 'The last event it covers.' }),
  at: Timestamp,
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  signed: Type.String({ description: 'The head as a compact JWS (RFC 7515), ES256.' }),
})
export type AuditHead = Static<typeof AuditHead>

export const AuditState = Closed({
  events: Type.Integer(),
  unsealed: Type.Integer({ description: 'Events that wait for the next batch.' }),
  head: Nullable(AuditHead),
  last: Nullable(AuditVerification),
})
export type AuditState = Static<typeof AuditState>
