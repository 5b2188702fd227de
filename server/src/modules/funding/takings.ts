/** Cash that tills took as loads, for the reports of shifts. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'
import { allLanes } from '../ledger/index.ts'

export interface LoadTaking {
  readonly id: Uuid
  readonly terminal_id: Uuid
  readonly staff_id: Uuid | null
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

/** Loads with cash at these tills, from a time until before another. */
export async function loadTakings(
  db: Queryable,
  window: { terminalIds: readonly Uuid[]; fromMs: number; toMs: number },
): Promise<LoadTaking[]> {
  return db.query<LoadTaking>(
    `SELECT id, terminal_id, staff_id, amount, currency, at FROM funding.loads
      WHERE lane = ANY ($1::smallint[]) AND terminal_id = ANY ($2::uuid[]) AND at >= $3 AND at < $4
        AND tender = 'cash' AND status = 'succeeded'`,
    [allLanes, arrayOf(window.terminalIds), new Date(window.fromMs), new Date(window.toMs)],
  )
}
