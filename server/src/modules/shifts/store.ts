/** All SQL of shifts. */
import type { ShiftReport } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'

export interface ShiftRow {
  readonly id: Uuid
  readonly store_id: Uuid
  readonly terminal_id: Uuid
  readonly currency: string
  readonly float: bigint
  readonly opened_by: Uuid
  readonly opened_at: Date
  readonly open_fingerprint: string
  readonly closed_by: Uuid | null
  readonly closed_at: Date | null
  readonly close_key: string | null
  readonly close_fingerprint: string | null
  readonly counted: bigint | null
  readonly expected: bigint | null
  readonly report: ShiftReport | null
}
const columns = `id, store_id, terminal_id, currency, cash_float AS float, opened_by, opened_at,
  replace(open_fingerprint::text, '-', '') AS open_fingerprint, closed_by, closed_at, close_key,
  replace(close_fingerprint::text, '-', '') AS close_fingerprint, counted, expected, report`

export interface NewShift {
  readonly id: Uuid
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly currency: string
  readonly float: bigint
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** Opens a shift, not before the end of the last one at its till. Undefined when one is open, or the key was used. */
export async function insertShift(tx: Transaction, shift: NewShift): Promise<ShiftRow | undefined> {
  const [row] = await tx.query<ShiftRow>(
    `INSERT INTO shifts.shifts (id, store_id, terminal_id, currency, cash_float, opened_by, opened_at, open_key, open_fingerprint)
     SELECT $1, $2, $3, $4, $5, $6, greatest($7::timestamptz, max(closed_at)), $8, $9 FROM shifts.shifts WHERE terminal_id = $3
     ON CONFLICT DO NOTHING RETURNING ${columns}`,
    [
      shift.id,
      shift.storeId,
      shift.terminalId,
      shift.currency,
      shift.float,
      shift.staffId,
      new Date(shift.atMs),
      shift.idempotency.key,
      shift.idempotency.fingerprint,
    ],
  )
  return row
}

export async function selectOpenedBy(db: Queryable, { clientId, key }: Idempotency): Promise<ShiftRow | undefined> {
  const [row] = await db.query<ShiftRow>(
    `SELECT ${columns} FROM shifts.shifts WHERE terminal_id = $1 AND open_key = $2`,
    [clientId, key],
  )
  return row
}

export async function selectOpen(db: Queryable, terminalId: Uuid): Promise<ShiftRow | undefined> {
  const [row] = await db.query<ShiftRow>(
    `SELECT ${columns} FROM shifts.shifts WHERE terminal_id = $1 AND closed_at IS NULL`,
    [terminalId],
    'open shift',
  )
  return row
}

export async function selectShift(db: Queryable, id: Uuid): Promise<ShiftRow | undefined> {
  const [row] = await db.query<ShiftRow>(`SELECT ${columns} FROM shifts.shifts WHERE id = $1`, [id])
  return row
}

/** Takes a shift for this transaction: closing it and moving its cash go one after the other. */
export async function lockShift(tx: Transaction, id: Uuid): Promise<ShiftRow | undefined> {
  const [row] = await tx.query<ShiftRow>(`SELECT ${columns} FROM shifts.shifts WHERE id = $1 FOR UPDATE`, [id])
  return row
}

export async function listShifts(
  db: Queryable,
  page: {
    readonly storeId: Uuid | undefined
    readonly status: 'open' | 'closed' | undefined
    readonly before: Uuid | undefined
    readonly limit: number
  },
): Promise<ShiftRow[]> {
  return db.query<ShiftRow>(
    `SELECT ${columns} FROM shifts.shifts
      WHERE ($1::uuid IS NULL OR store_id = $1) AND ($2::boolean IS NULL OR (closed_at IS NULL) = $2)
        AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
    [page.storeId ?? null, page.status === undefined ? null : page.status === 'open', page.before ?? null, page.limit],
  )
}

export interface Closing {
  readonly id: Uuid
  readonly staffId: Uuid
  readonly atMs: number
  readonly idempotency: Idempotency
  readonly counted: bigint
  readonly expected: bigint
  readonly report: ShiftReport
  /** Ids of what the report has counted. */
  readonly takings: readonly Uuid[]
}

export async function updateClosed(tx: Transaction, closing: Closing): Promise<void> {
  await tx.query(
    `UPDATE shifts.shifts SET closed_by = $2, closed_at = $3, close_key = $4, close_fingerprint = $5, counted = $6, expected = $7,
                              report = $8, takings = $9 WHERE id = $1`,
    [
      closing.id,
      closing.staffId,
      new Date(closing.atMs),
      closing.idempotency.key,
      closing.idempotency.fingerprint,
      closing.counted,
      closing.expected,
      JSON.stringify(closing.report),
      arrayOf(closing.takings),
    ],
  )
}

/** What shifts at these tills say of a stretch of time: what the closed ones have counted, and since when others are open. */
export async function selectCounted(
  db: Queryable,
  window: { readonly terminalIds: readonly Uuid[]; readonly fromMs: number; readonly toMs: number },
): Promise<{ terminal_id: Uuid; takings: Uuid[] | null; opened_at: Date }[]> {
  return db.query(
    `SELECT terminal_id, takings, opened_at FROM shifts.shifts
      WHERE terminal_id = ANY ($1::uuid[]) AND opened_at < $3 AND (closed_at IS NULL OR closed_at >= $2)`,
    [arrayOf(window.terminalIds), new Date(window.fromMs), new Date(window.toMs)],
  )
}

export interface MovementRow {
  readonly id: Uuid
  readonly shift_id: Uuid
  readonly kind: 'payIn' | 'payOut' | 'bankDrop'
  readonly amount: bigint
  readonly reason: string
  readonly staff_id: Uuid
  readonly fingerprint: string
  readonly at: Date
}
const movementColumns = `id, shift_id, kind, amount, reason, staff_id, replace(fingerprint::text, '-', '') AS fingerprint, at`

export interface NewMovement extends Pick<MovementRow, 'id' | 'kind' | 'amount' | 'reason'> {
  readonly shiftId: Uuid
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function insertMovement(tx: Transaction, movement: NewMovement): Promise<MovementRow> {
  const { clientId, key, fingerprint } = movement.idempotency
  const [row] = await tx.query<MovementRow>(
    `INSERT INTO shifts.cash_movements (id, shift_id, kind, amount, reason, staff_id, terminal_id, idempotency_key, fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${movementColumns}`,
    [
      movement.id,
      movement.shiftId,
      movement.kind,
      movement.amount,
      movement.reason,
      movement.staffId,
      clientId,
      key,
      fingerprint,
      new Date(movement.atMs),
    ],
  )
  return row!
}

export async function selectMovementBy(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<MovementRow | undefined> {
  const [row] = await db.query<MovementRow>(
    `SELECT ${movementColumns} FROM shifts.cash_movements WHERE terminal_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

export async function selectMovements(db: Queryable, shiftId: Uuid): Promise<MovementRow[]> {
  return db.query<MovementRow>(`SELECT ${movementColumns} FROM shifts.cash_movements WHERE shift_id = $1 ORDER BY id`, [
    shiftId,
  ])
}
