/** All SQL of approvals. */
import type { FourEyesKind } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'

export interface ApprovalRow {
  readonly id: Uuid
  readonly kind: FourEyesKind
  readonly status: 'waiting' | 'approved' | 'declined' | 'withdrawn'
  /** TypeID of what it is about. */
  readonly subject: string
  readonly store_id: Uuid | null
  readonly amount: bigint | null
  readonly currency: string | null
  readonly reason: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly requested_by: Uuid
  readonly requested_by_name: string
  readonly requested_at: Date
  readonly expires_at: Date
  readonly decided_by: Uuid | null
  readonly decided_by_name: string | null
  readonly decided_at: Date | null
  readonly decline_reason: string | null
  readonly result: string | null
  readonly fingerprint: string
}

const columns = `id, kind, status, subject, store_id, amount, currency, reason, payload, requested_by, requested_by_name, requested_at,
  expires_at, decided_by, decided_by_name, decided_at, decline_reason, result, replace(fingerprint::text, '-', '') AS fingerprint`

export interface NewApproval {
  readonly id: Uuid
  readonly kind: FourEyesKind
  readonly subject: string
  /** Whose people may decide; undefined: the whole brand's only. */
  readonly storeId?: Uuid | undefined
  readonly money?: { readonly amount: bigint; readonly currency: string } | undefined
  readonly reason: string
  /** What its kind needs to do it. Ids and choices, no personal data. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly by: { readonly id: Uuid; readonly name: string }
  readonly atMs: number
  readonly expiresMs: number
  readonly idempotency: Idempotency
}

/** False when its key is known already. */
export async function insertApproval(tx: Transaction, approval: NewApproval): Promise<boolean> {
  const { money, by, idempotency } = approval
  const rows = await tx.query(
    `INSERT INTO approvals.approvals (id, kind, status, subject, store_id, amount, currency, reason, payload, requested_by,
                                      requested_by_name, requested_at, expires_at, client_id, idempotency_key, fingerprint)
     VALUES ($1, $2, 'waiting', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     ON CONFLICT (client_id, idempotency_key) DO NOTHING RETURNING id`,
    [
      approval.id,
      approval.kind,
      approval.subject,
      approval.storeId ?? null,
      money?.amount ?? null,
      money?.currency ?? null,
      approval.reason,
      JSON.stringify(approval.payload),
      by.id,
      by.name,
      new Date(approval.atMs),
      new Date(approval.expiresMs),
      idempotency.clientId,
      idempotency.key,
      idempotency.fingerprint,
    ],
  )
  return rows.length === 1
}

export async function selectByKey(db: Queryable, { clientId, key }: Idempotency): Promise<ApprovalRow | undefined> {
  const [row] = await db.query<ApprovalRow>(
    `SELECT ${columns} FROM approvals.approvals WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

export async function selectApproval(db: Queryable, id: Uuid): Promise<ApprovalRow | undefined> {
  const [row] = await db.query<ApprovalRow>(`SELECT ${columns} FROM approvals.approvals WHERE id = $1`, [id])
  return row
}

/** Whoever comes at the same time waits, and sees what was decided. */
export async function lockApproval(tx: Transaction, id: Uuid): Promise<ApprovalRow | undefined> {
  const [row] = await tx.query<ApprovalRow>(`SELECT ${columns} FROM approvals.approvals WHERE id = $1 FOR UPDATE`, [id])
  return row
}

export interface ApprovalFilter {
  readonly status: 'waiting' | 'approved' | 'declined' | 'withdrawn' | 'expired' | undefined
  /** Those this person asked for, */
  readonly askedBy: Uuid
  /** or of these kinds, */
  readonly kinds: readonly FourEyesKind[]
  /** of this store only, if given. */
  readonly storeId: Uuid | undefined
  readonly before: Uuid | undefined
  readonly limit: number
  readonly nowMs: number
}

/** Newest first. */
export async function selectApprovals(db: Queryable, filter: ApprovalFilter): Promise<ApprovalRow[]> {
  return db.query<ApprovalRow>(
    `SELECT ${columns} FROM approvals.approvals
      WHERE (requested_by = $1 OR (kind = ANY ($2::text[]) AND ($3::uuid IS NULL OR store_id = $3)))
        AND ($4::text IS NULL OR CASE WHEN status = 'waiting' AND expires_at <= $5 THEN 'expired' ELSE status END = $4)
        AND ($6::uuid IS NULL OR id < $6)
      ORDER BY id DESC LIMIT $7`,
    [
      filter.askedBy,
      filter.kinds,
      filter.storeId ?? null,
      filter.status ?? null,
      new Date(filter.nowMs),
      filter.before ?? null,
      filter.limit,
    ],
  )
}

export interface Decision {
  readonly id: Uuid
  readonly status: 'approved' | 'declined' | 'withdrawn'
  readonly by: { readonly id: Uuid; readonly name: string }
  readonly reason?: string | undefined
  readonly result?: string | undefined
  readonly atMs: number
}

export async function updateDecided(tx: Transaction, decision: Decision): Promise<ApprovalRow> {
  const [row] = await tx.query<ApprovalRow>(
    `UPDATE approvals.approvals SET status = $2, decided_by = $3, decided_by_name = $4, decided_at = $5, decline_reason = $6, result = $7
      WHERE id = $1 AND status = 'waiting' RETURNING ${columns}`,
    [
      decision.id,
      decision.status,
      decision.by.id,
      decision.by.name,
      new Date(decision.atMs),
      decision.reason ?? null,
      decision.result ?? null,
    ],
  )
  return row!
}

/**
 * Ends what somebody who leaves has asked for: it must not be approved by the same human, hired again under another id. Returns what was
 * still waiting; what stood ready for it is the caller's to undo.
 */
export async function closeApprovalsOf(
  tx: Transaction,
  askedBy: Uuid,
  by: Decision['by'],
  atMs: number,
): Promise<ApprovalRow[]> {
  return tx.query<ApprovalRow>(
    `UPDATE approvals.approvals
        SET status = CASE WHEN requested_by = $2 THEN 'withdrawn' ELSE 'declined' END, decided_by = $2, decided_by_name = $3, decided_at = $4
      WHERE requested_by = $1 AND status = 'waiting' RETURNING ${columns}`,
    [askedBy, by.id, by.name, new Date(atMs)],
  )
}

/** What approvals of a kind wait for, as TypeIDs. */
export async function waitingSubjects(db: Queryable, kind: FourEyesKind, nowMs: number): Promise<Set<string>> {
  const rows = await db.query<{ subject: string }>(
    `SELECT DISTINCT subject FROM approvals.approvals WHERE status = 'waiting' AND kind = $1 AND expires_at > $2`,
    [kind, new Date(nowMs)],
  )
  return new Set(rows.map(row => row.subject))
}
