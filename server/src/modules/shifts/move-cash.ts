/** Moves cash into or out of an open shift's drawer, without a customer: written and posted together, once for each key. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { postCash } from './post-cash.ts'
import type { CashMoved } from './rules.ts'
import { insertMovement, lockShift, type MovementRow, selectMovementBy } from './store.ts'

export interface CashOrder extends CashMoved {
  readonly shiftId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
  readonly reason: string
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type MoveOutcome =
  | { readonly ok: true; readonly movement: MovementRow; readonly replayed: boolean }
  | { readonly ok: false; readonly code: 'not_found' | 'shift_closed' | 'idempotency_key_reused' }

export async function moveCash(db: Database, order: CashOrder): Promise<MoveOutcome> {
  return db.transaction(async tx => {
    const shift = await lockShift(tx, order.shiftId)
    if (!shift || shift.terminal_id !== order.terminalId) return { ok: false, code: 'not_found' }
    const known = await selectMovementBy(tx, order.idempotency)
    if (known) {
      if (known.fingerprint !== order.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
      return { ok: true, movement: known, replayed: true }
    }
    if (shift.closed_at) return { ok: false, code: 'shift_closed' }
    const { kind, amount, atMs } = order
    const movement = await insertMovement(tx, { ...order, id: newId(atMs) })
    await postCash(tx, {
      id: movement.id,
      storeId: shift.store_id,
      why: kind,
      change: kind === 'payIn' ? amount : -amount,
      currency: shift.currency,
      atMs,
    })
    return { ok: true, movement, replayed: false }
  })
}
