/** What gifts bought by card are at the payment provider, for the reconciliation of its payouts. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'

export interface GiftChargeState {
  readonly id: Uuid
  readonly amount: bigint
  /** `returned`: charged, not sold, and so gone back whole. */
  readonly charge: 'booked' | 'pending' | 'returned'
  /** Whether the charge was given back, or is on its way. */
  readonly refunded: boolean
}

/** Of those of the ids that are gifts bought by card. */
export async function giftChargeStates(db: Queryable, ids: readonly Uuid[]): Promise<GiftChargeState[]> {
  return db.query<GiftChargeState>(
    `SELECT id, amount, CASE status WHEN 'pending' THEN 'pending' WHEN 'failed' THEN 'returned' ELSE 'booked' END AS charge,
            status IN ('failed', 'cancelled', 'refunded') AS refunded
       FROM gift_cards.gifts WHERE id = ANY ($1::uuid[]) AND tender = 'card'`,
    [arrayOf(ids)],
  )
}
