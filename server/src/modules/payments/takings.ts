/** What tills took and gave back, for the reports of shifts. */

import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'
import { allLanes } from '../ledger/index.ts'

/** Which tills, and from when until before when. */
export interface TakingsWindow {
  readonly terminalIds: readonly Uuid[]
  readonly fromMs: number
  readonly toMs: number
}

/** A payment or a refund at a till; amounts are never negative. */
export interface PaymentTaking {
  readonly id: Uuid
  readonly kind: 'payment' | 'refund'
  readonly terminal_id: Uuid
  readonly staff_id: Uuid | null
  readonly amount: bigint
  readonly tip: bigint
  readonly currency: string
  readonly at: Date
}

export async function paymentTakings(db: Queryable, window: TakingsWindow): Promise<PaymentTaking[]> {
  return db.query<PaymentTaking>(
    `SELECT id, 'payment' AS kind, terminal_id, staff_id, amount, tip, currency, at FROM payments.payments
      WHERE lane = ANY ($1::smallint[]) AND terminal_id = ANY ($2::uuid[]) AND at >= $3 AND at < $4
     UNION ALL
     SELECT id, 'refund', terminal_id, staff_id, amount, 0, currency, at FROM payments.refunds
      WHERE lane = ANY ($1::smallint[]) AND terminal_id = ANY ($2::uuid[]) AND at >= $3 AND at < $4`,
    [allLanes, arrayOf(window.terminalIds), new Date(window.fromMs), new Date(window.toMs)],
  )
}
