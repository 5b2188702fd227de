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

/** A payment, a tip given after one, or a refund, at the till that did it; amounts are never negative. */
export interface PaymentTaking {
  readonly id: Uuid
  readonly kind: 'payment' | 'tip' | 'refund'
  readonly terminal_id: Uuid
  readonly staff_id: Uuid | null
  /** With its tip. */
  readonly amount: bigint
  readonly tip: bigint
  readonly currency: string
  readonly at: Date
  /** How it was paid or given back, with the amount of each; null where stored value alone did. */
  readonly tenders: ('storedValue' | 'giftCard' | 'cash' | 'card')[] | null
  readonly amounts: bigint[] | null
}

/** A payment counts when it is captured: at once, or when its hold is. A void of a captured payment is a refund. */
export async function paymentTakings(db: Queryable, window: TakingsWindow): Promise<PaymentTaking[]> {
  return db.query<PaymentTaking>(
    `WITH taken AS (
       SELECT lane, id, 'payment' AS kind, terminal_id, staff_id, amount, tip, currency, at, id AS payment_id
         FROM payments.payments
        WHERE lane = ANY ($1::smallint[]) AND terminal_id = ANY ($2::uuid[]) AND at >= $3 AND at < $4 AND held IS NULL
       UNION ALL
       SELECT d.lane, d.id, CASE d.type WHEN 'tip' THEN 'tip' ELSE 'payment' END, d.terminal_id, d.staff_id, d.amount,
              CASE d.type WHEN 'tip' THEN d.amount ELSE least(p.tip, d.amount) END, p.currency, d.at, d.payment_id
         FROM payments.deeds d JOIN payments.payments p ON p.lane = d.lane AND p.id = d.payment_id
        WHERE d.lane = ANY ($1::smallint[]) AND d.terminal_id = ANY ($2::uuid[]) AND d.at >= $3 AND d.at < $4
          AND d.type IN ('capture', 'tip'))
     SELECT id, kind, terminal_id, staff_id, amount, tip, currency, at, paid.*
       FROM taken LEFT JOIN LATERAL (
         SELECT array_agg(t.type) AS tenders, array_agg(t.amount) AS amounts FROM payments.tenders t
          WHERE t.lane = taken.lane AND t.payment_id = taken.payment_id AND t.tip = (taken.kind = 'tip')) paid ON true
     UNION ALL
     SELECT r.id, 'refund', r.terminal_id, r.staff_id, r.amount, 0, r.currency, r.at, given.*
       FROM payments.refunds r LEFT JOIN LATERAL (
         SELECT array_agg(g.type) AS tenders, array_agg(g.amount) AS amounts FROM payments.refund_parts g
          WHERE g.lane = r.lane AND g.payment_id = r.payment_id AND g.refund_id = r.id) given ON true
      WHERE r.lane = ANY ($1::smallint[]) AND r.terminal_id = ANY ($2::uuid[]) AND r.at >= $3 AND r.at < $4`,
    [allLanes, arrayOf(window.terminalIds), new Date(window.fromMs), new Date(window.toMs)],
  )
}
