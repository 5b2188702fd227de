/** SQL of who holds a gift card, and of the codes that are told again. */
import type { Uuid } from '../../kernel/ids.ts'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'

const purpose = 'gift card code'

/** Keeps a card's code, to be mailed again or shown by its holder's app. */
export async function keepCode(tx: Transaction, masterKey: MasterKey, cardId: Uuid, code: string): Promise<void> {
  await tx.query(
    `INSERT INTO gift_cards.codes (card_id, sealed) VALUES ($1, $2)
     ON CONFLICT (card_id) DO UPDATE SET sealed = excluded.sealed`,
    [cardId, seal(masterKey, purpose, Buffer.from(code))],
  )
}

export async function codesOf(
  db: Queryable,
  masterKey: MasterKey,
  cardIds: readonly Uuid[],
): Promise<Map<Uuid, string>> {
  const rows = await db.query<{ card_id: Uuid; sealed: Buffer }>(
    'SELECT card_id, sealed FROM gift_cards.codes WHERE card_id = ANY ($1::uuid[])',
    [arrayOf(cardIds)],
  )
  return new Map(rows.map(({ card_id, sealed }) => [card_id, open(masterKey, purpose, sealed).toString('utf8')]))
}

export async function forgetCode(tx: Transaction, cardId: Uuid): Promise<void> {
  await tx.query('DELETE FROM gift_cards.codes WHERE card_id = $1', [cardId])
}

export interface HolderRow {
  /** Of the card that points at the account now. */
  readonly id: Uuid
  readonly account_id: Uuid
  readonly kind: 'physical' | 'egift'
  readonly state: 'pending' | 'active' | 'frozen' | 'closed'
  readonly last_digits: string
  readonly design: string
  readonly currency: string
  readonly customer_id: Uuid | null
  readonly claimed_at: Date
}
const columns = `id, account_id, kind, state, last_digits, design, currency, customer_id, coalesce(claimed_at, issued_at) AS claimed_at`

/** The cards that point at accounts now. */
export async function cardsOfAccounts(db: Queryable, accountIds: readonly Uuid[]): Promise<HolderRow[]> {
  return db.query<HolderRow>(
    `SELECT ${columns} FROM gift_cards.cards WHERE account_id = ANY ($1::uuid[]) AND state <> 'replaced'`,
    [arrayOf(accountIds)],
  )
}

/** The same, kept from changing until the transaction ends; in id order, like everyone locks cards. */
export async function lockCardsOfAccounts(tx: Transaction, accountIds: readonly Uuid[]): Promise<HolderRow[]> {
  return tx.query<HolderRow>(
    `SELECT ${columns} FROM gift_cards.cards WHERE account_id = ANY ($1::uuid[]) AND state <> 'replaced' ORDER BY id FOR UPDATE`,
    [arrayOf(accountIds)],
  )
}

/** A customer's gift cards, last claimed first. */
export async function cardsOfHolder(db: Queryable, customerId: Uuid): Promise<HolderRow[]> {
  return db.query<HolderRow>(
    `SELECT ${columns} FROM gift_cards.cards WHERE customer_id = $1 AND state <> 'replaced'
      ORDER BY coalesce(claimed_at, issued_at) DESC, id DESC LIMIT 200`,
    [customerId],
  )
}

export async function setHolder(tx: Transaction, cardId: Uuid, customerId: Uuid, atMs: number): Promise<void> {
  await tx.query('UPDATE gift_cards.cards SET customer_id = $2, claimed_at = $3 WHERE id = $1', [
    cardId,
    customerId,
    new Date(atMs),
  ])
}

export async function setNumber(
  tx: Transaction,
  cardId: Uuid,
  number: { numberHash: Buffer; lastDigits: string },
): Promise<void> {
  await tx.query('UPDATE gift_cards.cards SET number_hash = $2, last_digits = $3 WHERE id = $1', [
    cardId,
    number.numberHash,
    number.lastDigits,
  ])
}

export async function closeCard(tx: Transaction, cardId: Uuid): Promise<void> {
  await tx.query(`UPDATE gift_cards.cards SET state = 'closed', frozen_by = NULL WHERE id = $1`, [cardId])
}
