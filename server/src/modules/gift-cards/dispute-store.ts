/** SQL of disputes of gifts' charges. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Holding } from './dispute-rules.ts'

export interface GiftDisputeRow {
  readonly id: Uuid
  readonly gift_id: Uuid
  readonly status: 'open' | 'won' | 'lost'
  readonly amount: bigint
  readonly taken_back: bigint
  readonly loss: bigint
  readonly given_back_at: Date | null
}
const columns = 'id, gift_id, status, amount, taken_back, loss, given_back_at'

export async function lockGiftDispute(
  tx: Transaction,
  provider: string,
  reference: string,
): Promise<GiftDisputeRow | undefined> {
  const [row] = await tx.query<GiftDisputeRow>(
    `SELECT ${columns} FROM gift_cards.disputes WHERE provider = $1 AND reference = $2 FOR UPDATE`,
    [provider, reference],
  )
  return row
}

export interface NewGiftDispute {
  readonly id: Uuid
  readonly provider: string
  readonly reference: string
  readonly giftId: Uuid
  readonly amount: bigint
  readonly takenBack: bigint
  readonly loss: bigint
  readonly reason: string
  readonly openedMs: number
}
export interface DisputePart extends Holding {
  /** Of the transfer. */
  readonly id: Uuid
}

export async function insertGiftDispute(
  tx: Transaction,
  dispute: NewGiftDispute,
  parts: readonly DisputePart[],
): Promise<void> {
  await tx.query(
    `INSERT INTO gift_cards.disputes (id, provider, reference, gift_id, amount, taken_back, loss, reason, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      dispute.id,
      dispute.provider,
      dispute.reference,
      dispute.giftId,
      dispute.amount,
      dispute.takenBack,
      dispute.loss,
      dispute.reason,
      new Date(dispute.openedMs),
    ],
  )
  await tx.query(
    `INSERT INTO gift_cards.dispute_parts (id, dispute_id, account_id, amount)
     SELECT p.id, $1, p.account_id, p.amount FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) p(id, account_id, amount)`,
    [
      dispute.id,
      arrayOf(parts.map(part => part.id)),
      arrayOf(parts.map(part => part.accountId)),
      arrayOf(parts.map(part => part.amount)),
    ],
  )
}

export async function markDisputeClosed(
  tx: Transaction,
  id: Uuid,
  status: 'won' | 'lost',
  atMs: number,
): Promise<void> {
  await tx.query('UPDATE gift_cards.disputes SET status = $2, closed_at = $3 WHERE id = $1', [
    id,
    status,
    new Date(atMs),
  ])
}

export async function markGivenBack(tx: Transaction, id: Uuid, atMs: number): Promise<void> {
  await tx.query('UPDATE gift_cards.disputes SET given_back_at = $2 WHERE id = $1', [id, new Date(atMs)])
}

/** What disputes took of a gift and have not given back. */
export async function disputedOfGift(db: Queryable, giftId: Uuid): Promise<bigint> {
  const [row] = await db.query<{ amount: bigint }>(
    `SELECT coalesce(sum(amount), 0)::bigint AS amount FROM gift_cards.disputes
      WHERE gift_id = $1 AND given_back_at IS NULL`,
    [giftId],
  )
  return row!.amount
}

export async function partsOfDisputes(
  db: Queryable,
  disputeIds: readonly Uuid[],
): Promise<(DisputePart & { disputeId: Uuid })[]> {
  return db.query(
    `SELECT id, dispute_id AS "disputeId", account_id AS "accountId", amount FROM gift_cards.dispute_parts
      WHERE dispute_id = ANY ($1::uuid[]) ORDER BY account_id, id`,
    [arrayOf(disputeIds)],
  )
}

/** Disputes that are won and not given back yet. */
export async function selectGiftsToGiveBack(db: Queryable): Promise<Pick<GiftDisputeRow, 'id' | 'gift_id'>[]> {
  return db.query(
    `SELECT id, gift_id FROM gift_cards.disputes WHERE status = 'won' AND given_back_at IS NULL ORDER BY id LIMIT 100`,
  )
}

/** Such a dispute, locked; undefined when another has given it back since. */
export async function lockGiftToGiveBack(tx: Transaction, id: Uuid): Promise<GiftDisputeRow | undefined> {
  const [row] = await tx.query<GiftDisputeRow>(
    `SELECT ${columns} FROM gift_cards.disputes WHERE id = $1 AND status = 'won' AND given_back_at IS NULL FOR UPDATE`,
    [id],
  )
  return row
}

/** The gift's own account, and those that its value may have been moved into. */
export async function accountsOfGift(db: Queryable, accountId: Uuid): Promise<Uuid[]> {
  const rows = await db.query<{ id: Uuid }>(
    `SELECT $1::uuid AS id
     UNION
     SELECT n.account_id FROM gift_cards.cards c
       JOIN gift_cards.consolidated_cards k ON k.card_id = c.id
       JOIN gift_cards.consolidations n ON n.id = k.consolidation_id
      WHERE c.account_id = $1 ORDER BY id`,
    [accountId],
  )
  return rows.map(row => row.id)
}

/** Closes a gift for its dispute; a dispute that is won opens it again. */
export async function markDisputed(tx: Transaction, giftId: Uuid, atMs: number): Promise<void> {
  await tx.query(`UPDATE gift_cards.gifts SET status = 'disputed', closed_at = $2 WHERE id = $1`, [
    giftId,
    new Date(atMs),
  ])
}

export async function markReopened(tx: Transaction, giftId: Uuid): Promise<void> {
  await tx.query(`UPDATE gift_cards.gifts SET status = 'open', closed_at = NULL WHERE id = $1`, [giftId])
}

/** A card whose account is frozen was frozen by the brand: nobody held it. */
export async function reopenCard(tx: Transaction, cardId: Uuid, frozen: boolean): Promise<void> {
  await tx.query(
    `UPDATE gift_cards.cards SET state = CASE WHEN $2 THEN 'frozen' ELSE 'active' END, frozen_by = CASE WHEN $2 THEN 'staff' END
      WHERE id = $1`,
    [cardId, frozen],
  )
}

export interface GiftDisputeState {
  readonly reference: string
  readonly amount: bigint
  readonly won: boolean
}

/** For the reconciliation of payouts. `won`: and given back. */
export async function giftDisputeStates(
  db: Queryable,
  provider: string,
  references: readonly string[],
): Promise<GiftDisputeState[]> {
  return db.query<GiftDisputeState>(
    `SELECT reference, amount, given_back_at IS NOT NULL AS won FROM gift_cards.disputes
      WHERE provider = $1 AND reference = ANY ($2::text[])`,
    [provider, references],
  )
}
