/** SQL of late declines and flags, for the manager. */
import type { LateDeclineReason, OfflineFlagKind, PaymentItem } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'

export interface LateDeclineRow {
  readonly id: Uuid
  readonly terminal_id: Uuid
  readonly store_id: Uuid
  readonly staff_id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly items: PaymentItem[]
  readonly taken_at: Date
  readonly received_at: Date
  readonly reason: LateDeclineReason
  readonly resolution: 'writtenOff' | 'paidOtherwise' | null
  readonly resolved_by: Uuid | null
  readonly resolved_at: Date | null
  readonly note: string | null
}
const columns = `id, terminal_id, store_id, staff_id, amount, currency, items, taken_at, received_at, reason, resolution,
  resolved_by, resolved_at, note`

interface Page {
  readonly storeId: Uuid | undefined
  readonly before: Uuid | undefined
  readonly limit: number
}

/** Those received last come first. */
export async function selectLateDeclines(
  db: Queryable,
  page: Page & { readonly isOpen: boolean | undefined },
): Promise<LateDeclineRow[]> {
  return db.query<LateDeclineRow>(
    `SELECT ${columns} FROM payments.offline_payments
      WHERE status = 'declined' AND ($1::uuid IS NULL OR store_id = $1) AND ($2::boolean IS NULL OR (resolution IS NULL) = $2)
        AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
    [page.storeId ?? null, page.isOpen ?? null, page.before ?? null, page.limit],
  )
}

/** Takes a late decline for this transaction. */
export async function lockLateDecline(tx: Transaction, id: Uuid): Promise<LateDeclineRow | undefined> {
  const [row] = await tx.query<LateDeclineRow>(
    `SELECT ${columns} FROM payments.offline_payments WHERE id = $1 AND status = 'declined' FOR UPDATE`,
    [id],
  )
  return row
}

export interface Resolution {
  readonly id: Uuid
  readonly resolution: 'writtenOff' | 'paidOtherwise'
  readonly staffId: Uuid
  readonly note: string | undefined
  readonly atMs: number
}

export async function updateResolved(tx: Transaction, resolved: Resolution): Promise<LateDeclineRow> {
  const [row] = await tx.query<LateDeclineRow>(
    `UPDATE payments.offline_payments SET resolution = $2, resolved_by = $3, resolved_at = $4, note = $5
      WHERE id = $1 RETURNING ${columns}`,
    [resolved.id, resolved.resolution, resolved.staffId, new Date(resolved.atMs), resolved.note ?? null],
  )
  return row!
}

export interface FlagRow {
  readonly id: Uuid
  readonly terminal_id: Uuid
  readonly store_id: Uuid
  readonly key_id: string
  readonly sequence: bigint
  readonly amount: bigint
  readonly currency: string
  readonly kind: OfflineFlagKind
  readonly at: Date
}
const flagColumns = 'id, terminal_id, store_id, key_id, sequence, amount, currency, kind, at'

export async function selectFlags(db: Queryable, page: Page): Promise<FlagRow[]> {
  return db.query<FlagRow>(
    `SELECT ${flagColumns} FROM payments.offline_flags
      WHERE ($1::uuid IS NULL OR store_id = $1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [page.storeId ?? null, page.before ?? null, page.limit],
  )
}

export async function selectFlag(db: Queryable, id: Uuid): Promise<FlagRow | undefined> {
  const [row] = await db.query<FlagRow>(`SELECT ${flagColumns} FROM payments.offline_flags WHERE id = $1`, [id])
  return row
}
