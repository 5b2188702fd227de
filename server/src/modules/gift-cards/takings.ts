/** E-gifts that tills sold and took back, for the reports of shifts; printed cards have theirs in activation-store.ts. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'
import type { ActivationTaking } from './activation-store.ts'

/** E-gifts sold at these tills, from a time until before another; taken back negative, at the till that gave the money back. */
export async function giftTakings(
  db: Queryable,
  window: { terminalIds: readonly Uuid[]; fromMs: number; toMs: number },
): Promise<ActivationTaking[]> {
  return db.query<ActivationTaking>(
    `SELECT id, terminal_id, staff_id, tender, amount, currency, at FROM gift_cards.gifts
      WHERE terminal_id = ANY ($1::uuid[]) AND at >= $2 AND at < $3 AND status NOT IN ('pending', 'failed')
     UNION ALL
     SELECT g.undo_id, r.terminal_id, r.staff_id, g.tender, -g.amount, g.currency, r.at
       FROM gift_cards.gift_refunds r JOIN gift_cards.gifts g ON g.id = r.gift_id
      WHERE r.terminal_id = ANY ($1::uuid[]) AND r.at >= $2 AND r.at < $3 AND g.tender <> 'card'`,
    [arrayOf(window.terminalIds), new Date(window.fromMs), new Date(window.toMs)],
  )
}
