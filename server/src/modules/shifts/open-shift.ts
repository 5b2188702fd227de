/** Opens a shift at a till: one at a time, once for each key. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { insertShift, type ShiftRow, selectOpenedBy } from './store.ts'

export interface ShiftOpening {
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
  readonly currency: string
  readonly float: bigint
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type OpenOutcome =
  | { readonly ok: true; readonly shift: ShiftRow; readonly replayed: boolean }
  | { readonly ok: false; readonly code: 'shift_open' | 'idempotency_key_reused' }

export async function openShift(db: Database, opening: ShiftOpening): Promise<OpenOutcome> {
  const shift = await db.transaction(tx => insertShift(tx, { ...opening, id: newId(opening.atMs) }))
  if (shift) return { ok: true, shift, replayed: false }
  const known = await selectOpenedBy(db, opening.idempotency)
  if (!known) return { ok: false, code: 'shift_open' }
  if (known.open_fingerprint !== opening.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, shift: known, replayed: true }
}
