/** The trail over HTTP: reading only. */
import type { AuditEvent, AuditEventList, AuditState } from '@ringfence/contract'
import { toTypeId } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { HandlersOf, Outcome } from '../../platform/http.ts'
import type { EventRow } from './event-row.ts'
import { headOf } from './seal.ts'
import { type Search, searchEvents, selectHead, selectLastBatch } from './store.ts'
import type { Verified } from './verify.ts'
import { lastVerification, shownVerification, verifyNow } from './verify-night.ts'

type Query = Omit<Search, 'fromMs' | 'toMs'> & {
  readonly from?: string
  readonly to?: string
  readonly cursor?: string
}
const exportedAtOnce = 5_000

export function auditRoutes(
  db: Database,
  masterKey: MasterKey,
): HandlersOf<'listAuditEvents' | 'exportAuditEvents' | 'getAuditState' | 'verifyAuditTrail'> {
  let verifying: Promise<Verified> | undefined
  return {
    listAuditEvents: call => list(db, call.query, call.query.limit ?? 30, true),
    exportAuditEvents: call => list(db, call.query, exportedAtOnce, false),
    getAuditState: async () => ({ ok: true, value: await readState(db) }),
    verifyAuditTrail: async call => {
      // It reads everything: who asks meanwhile gets the same answer.
      verifying ??= verifyNow(db, masterKey, call.nowMs).finally(() => {
        verifying = undefined
      })
      return { ok: true, value: shownVerification(await verifying, new Date(call.nowMs)) }
    },
  }
}

async function list(db: Database, query: Query, limit: number, newestFirst: boolean): Promise<Outcome<AuditEventList>> {
  const { cursor, from, to, ...rest } = query
  if (cursor !== undefined && !/^[1-9]\d{0,17}$/.test(cursor))
    return { ok: false, code: 'validation_failed', pointers: ['/query/cursor'] }
  const search = { ...rest, fromMs: instantOf(from), toMs: instantOf(to) }
  const beyond = cursor === undefined ? undefined : BigInt(cursor)
  const [rows, sealed] = await Promise.all([
    searchEvents(db, search, { beyond, limit, newestFirst }),
    selectLastBatch(db),
  ])
  const data = rows.map(row => shown(row, sealed?.last_seq ?? 0n))
  return { ok: true, value: { data, nextCursor: rows.length === limit ? String(rows.at(-1)!.seq) : null } }
}

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}

async function readState(db: Database): Promise<AuditState> {
  const [batch, events, last] = await Promise.all([selectLastBatch(db), selectHead(db), lastVerification(db)])
  const head = batch === undefined ? null : { ...headOf(batch), signed: batch.signed }
  return { events: toJson(events), unsealed: toJson(events - (batch?.last_seq ?? 0n)), head, last }
}

/** For alerts: events without a seal, and 1 when the last verification found a fault. */
export async function trailFigures(db: Database): Promise<{ unsealed: number; broken: number }> {
  const { unsealed, last } = await readState(db)
  return { unsealed, broken: last?.ok === false ? 1 : 0 }
}

function shown(row: EventRow, sealedTo: bigint): AuditEvent {
  return {
    id: toTypeId('aud', row.id),
    number: toJson(row.seq),
    at: row.at.toISOString(),
    actor: {
      kind: row.actor_kind,
      id: row.actor_id,
      role: row.role,
      terminalId: row.terminal_id,
      clientId: row.client_id,
      sessionId: row.session_id,
    },
    operation: row.operation,
    target: row.target_kind === null ? null : { kind: row.target_kind, id: row.target_id! },
    outcome: row.outcome,
    status: row.status,
    errorCode: row.error_code,
    requestId: row.request_id,
    digests: { of: row.digest_of, before: row.before, after: row.after },
    figures: row.figures,
    sealed: row.seq <= sealedTo,
  }
}
