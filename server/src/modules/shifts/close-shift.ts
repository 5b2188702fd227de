/** Closes a shift with the counted cash: the report is made and kept, and over or short is posted, in one transaction. */

import type { Uuid } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { postCash } from './post-cash.ts'
import { countShift } from './report.ts'
import { lockShift, type ShiftRow, selectShift, updateClosed } from './store.ts'

export interface ClosingOrder {
  readonly shiftId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
  readonly counted: bigint
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type CloseOutcome =
  | { readonly ok: true; readonly shift: ShiftRow; readonly replayed: boolean }
  | { readonly ok: false; readonly code: 'not_found' | 'shift_closed' | 'idempotency_key_reused' }

export async function closeShift(db: Database, order: ClosingOrder): Promise<CloseOutcome> {
  return db.transaction(async tx => {
    const shift = await lockShift(tx, order.shiftId)
    if (!shift || shift.terminal_id !== order.terminalId) return { ok: false, code: 'not_found' }
    if (!shift.closed_at) return close(tx, shift, order)
    if (shift.close_key !== order.idempotency.key) return { ok: false, code: 'shift_closed' }
    if (shift.close_fingerprint !== order.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
    return { ok: true, shift, replayed: true }
  })
}

async function close(tx: Transaction, shift: ShiftRow, order: ClosingOrder): Promise<CloseOutcome> {
  const atMs = Math.max(order.atMs, shift.opened_at.getTime())
  const { report, takings } = await countShift(tx, shift, { toMs: atMs, counted: order.counted })
  const expected = fromJson(report.cash.expected)
  await updateClosed(tx, { ...order, id: shift.id, atMs, expected, report, takings })
  await postCash(tx, {
    id: shift.id,
    storeId: shift.store_id,
    why: 'counted',
    change: order.counted - expected,
    currency: shift.currency,
    atMs,
  })
  return { ok: true, shift: (await selectShift(tx, shift.id))!, replayed: false }
}
