/** The nightly self-audit: the proof of the books, once a night, kept. */
import type { Database, Queryable } from '../../platform/database.ts'
import type { Check } from './check.ts'
import { type LedgerProof, proveLedger } from './prove.ts'

export interface Audit {
  /** The night as a date in UTC, `2026-11-22`. */
  readonly night: string
  readonly at: Date
  readonly ok: boolean
  readonly report: Pick<LedgerProof, 'transfers' | 'accounts' | 'heads'> & { checks: readonly Check[] }
}

/** At what hour (UTC) a night's audit is due. */
const dueHour = 3
const dayMs = 86_400_000

/** Audits the last night that is due, unless it was audited already, by this process or another. Undefined when there is nothing to do. */
export async function auditNight(db: Database, nowMs: number): Promise<Audit | undefined> {
  const night = new Date(nowMs - dueHour * 3_600_000).toISOString().slice(0, 10)
  const [known] = await db.query('SELECT night FROM ledger.audits WHERE night = $1', [night])
  if (known) return undefined
  const { ok, ...report } = await proveLedger(db)
  const [row] = await db.query<Audit>(
    `INSERT INTO ledger.audits (night, at, ok, report) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
     RETURNING night::text, at, ok, report`,
    [night, new Date(nowMs), ok, JSON.stringify(report)],
  )
  return row
}

/** Newest first, at most a year. */
export async function listAudits(db: Queryable, nowMs: number): Promise<Audit[]> {
  return db.query<Audit>('SELECT night::text, at, ok, report FROM ledger.audits WHERE at > $1 ORDER BY night DESC', [
    new Date(nowMs - 366 * dayMs),
  ])
}
