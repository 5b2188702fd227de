/** What listeners may know about gifts: the rows behind an outbox entry, without names, messages or other people's accounts. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'

interface Happened {
  readonly id: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

/** For the buyer alone. */
export interface GiftEvent extends Happened {
  readonly buyerId: Uuid
}

export interface GiftAccountEvent extends Happened {
  readonly accountId: Uuid
}

/** Gifts whose mail was sent, or that were claimed; none of those that nobody with an account bought. */
export async function readGiftEvents(
  db: Queryable,
  what: 'delivered' | 'claimed',
  ids: readonly Uuid[],
): Promise<GiftEvent[]> {
  return db.query<GiftEvent>(
    `SELECT g.id, g.buyer_id AS "buyerId", g.amount, g.currency, coalesce(x.at, g.at) AS at
       FROM gift_cards.gifts g
      CROSS JOIN LATERAL (
        SELECT CASE $2 WHEN 'claimed' THEN (SELECT max(c.claimed_at) FROM gift_cards.cards c WHERE c.account_id = g.account_id)
                       ELSE (SELECT max(m.ended_at) FROM ringfence.mails m WHERE m.about = g.id AND m.state = 'sent') END AS at) x
      WHERE g.id = ANY ($1::uuid[]) AND g.buyer_id IS NOT NULL ORDER BY g.id`,
    [arrayOf(ids), what],
  )
}

export async function readConsolidationEvents(db: Queryable, ids: readonly Uuid[]): Promise<GiftAccountEvent[]> {
  return db.query<GiftAccountEvent>(
    `SELECT id, account_id AS "accountId", amount, currency, at FROM gift_cards.consolidations
      WHERE id = ANY ($1::uuid[]) ORDER BY id`,
    [arrayOf(ids)],
  )
}

/** What disputes took from each account, or gave back to it; each is named by its dispute. */
export async function readGiftDisputeEvents(db: Queryable, ids: readonly Uuid[]): Promise<GiftAccountEvent[]> {
  return db.query<GiftAccountEvent>(
    `SELECT d.id, p.account_id AS "accountId", p.amount, g.currency, coalesce(d.given_back_at, d.opened_at) AS at
       FROM gift_cards.dispute_parts p
       JOIN gift_cards.disputes d ON d.id = p.dispute_id
       JOIN gift_cards.gifts g ON g.id = d.gift_id
      WHERE d.id = ANY ($1::uuid[]) ORDER BY p.id`,
    [arrayOf(ids)],
  )
}
