/** Where value goes that comes back to a gift card which is closed: to the account that its value was moved into. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'

/** For accounts of closed gift cards the account that took them over; nothing for all others. */
export async function successorsOf(db: Queryable, accountIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  const rows = await db.query<{ account_id: Uuid; successor_id: Uuid }>(
    `SELECT DISTINCT ON (c.account_id) c.account_id, n.account_id AS successor_id
       FROM gift_cards.cards c
       JOIN gift_cards.consolidated_cards k ON k.card_id = c.id
       JOIN gift_cards.consolidations n ON n.id = k.consolidation_id
      WHERE c.account_id = ANY ($1::uuid[]) AND c.state = 'closed' ORDER BY c.account_id, n.at DESC, n.id DESC`,
    [arrayOf(accountIds)],
  )
  return new Map(rows.map(row => [row.account_id, row.successor_id]))
}
