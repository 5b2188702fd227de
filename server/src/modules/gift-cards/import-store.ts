/** SQL of cards that were taken over from another programme. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'

export interface TakenOver {
  readonly source: string
  /** Also the id of the transfer and the lot that brought its balance. */
  readonly cardId: Uuid
  /** Of the file. */
  readonly line: number
  /** Minor units. */
  readonly balance: bigint
  readonly expiresMs: number | undefined
  readonly atMs: number
}

export async function insertTakenOver(tx: Transaction, cards: readonly TakenOver[]): Promise<void> {
  await tx.query(
    `INSERT INTO gift_cards.imports (source, card_id, line, balance, expires_at, imported_at)
     SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[])`,
    [
      cards.map(card => card.source),
      arrayOf(cards.map(card => card.cardId)),
      arrayOf(cards.map(card => card.line)),
      arrayOf(cards.map(card => card.balance)),
      cards.map(card => (card.expiresMs === undefined ? null : new Date(card.expiresMs))),
      cards.map(card => new Date(card.atMs)),
    ],
  )
}

export interface KnownCard {
  readonly number_hash: Buffer
  /** Null: the card was not taken over from anywhere. */
  readonly source: string | null
  readonly balance: bigint | null
  readonly expires_at: Date | null
}

/** Cards that have these numbers already, and what they brought. */
export async function selectKnown(db: Queryable, numberHashes: readonly Buffer[]): Promise<KnownCard[]> {
  return db.query<KnownCard>(
    `SELECT c.number_hash, i.source, i.balance, i.expires_at FROM gift_cards.cards c LEFT JOIN gift_cards.imports i ON i.card_id = c.id
      WHERE c.number_hash = ANY ($1::bytea[])`,
    [numberHashes],
  )
}

/** Cards of a source in id order, from after one. */
export async function selectTakenOver(
  db: Queryable,
  source: string,
  after: Uuid | undefined,
  limit: number,
): Promise<{ card_id: Uuid; balance: bigint }[]> {
  return db.query(
    `SELECT card_id, balance FROM gift_cards.imports WHERE source = $1 AND ($2::uuid IS NULL OR card_id > $2) ORDER BY card_id LIMIT $3`,
    [source, after ?? null, limit],
  )
}
