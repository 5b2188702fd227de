/** An event as it is stored, and the hash that a seal keeps of it. */
import { hash } from 'node:crypto'
import type { AuditEvent } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { AuditEntry } from '../../platform/audit-trail.ts'
import { canonicalJson } from './canonical.ts'

/** Names are those of the columns: this is what is hashed, exported and verified by others. */
export interface EventRow {
  readonly seq: bigint
  readonly id: Uuid
  readonly at: Date
  readonly actor_kind: AuditEvent['actor']['kind']
  readonly actor_id: string | null
  readonly role: AuditEvent['actor']['role']
  readonly terminal_id: string | null
  readonly client_id: string | null
  readonly session_id: string | null
  readonly operation: string
  readonly target_kind: string | null
  readonly target_id: string | null
  readonly outcome: AuditEvent['outcome']
  readonly status: number | null
  readonly error_code: string | null
  readonly request_id: Uuid | null
  readonly digest_of: AuditEvent['digests']['of']
  readonly before: string | null
  readonly after: string | null
  readonly figures: Readonly<Record<string, number>>
}

export type NewEvent = Omit<EventRow, 'seq' | 'at'> & { readonly at: string }

export const eventColumns = `seq, id, at, actor_kind, actor_id, role, terminal_id, client_id, session_id, operation, target_kind, target_id,
  outcome, status, error_code, request_id, digest_of, encode(before, 'hex') AS before, encode(after, 'hex') AS after, figures`

/**
 * SHA-256 over the canonical JSON of all columns but the number: where an event stands is told by its place in the seal, so that one
 * that was moved can be told from one that was changed. Not keyed: who has an export can compute it.
 */
export function hashOfEvent({ seq: _, ...content }: EventRow): Buffer {
  return hash('sha256', canonicalJson(content), 'buffer')
}

export function newEvent(entry: AuditEntry, id: Uuid, nowMs: number): NewEvent {
  const { actor, target, digests } = entry
  const person = actor.kind === 'system' ? undefined : actor
  return {
    id,
    at: new Date(entry.atMs ?? nowMs).toISOString(),
    actor_kind: actor.kind,
    actor_id: person?.id ?? null,
    role: person?.role ?? null,
    terminal_id: person?.terminalId ?? null,
    client_id: person?.clientId ?? null,
    session_id: person?.sessionId ?? null,
    operation: entry.operation,
    target_kind: target?.kind ?? null,
    target_id: target?.id ?? null,
    outcome: entry.outcome,
    status: entry.status ?? null,
    error_code: entry.errorCode ?? null,
    request_id: entry.requestId ?? null,
    digest_of: digests?.of ?? null,
    before: digests?.before ?? null,
    after: digests?.after ?? null,
    figures: entry.figures ?? {},
  }
}
