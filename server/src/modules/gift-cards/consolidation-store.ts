/** SQL of consolidations: which cards' value moved into which account. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'

export interface ConsolidationRow {
  readonly id: Uuid
  readonly account_id: Uuid
  readonly amount: bigint
  readonly currency: string
  /** Of the account, afterwards. */
  readonly balance: bigint
  readonly fingerprint: string
  readonly at: Date
  readonly cards: readonly MovedCard[]
}

export interface MovedCard {
  readonly transferId: Uuid
  readonly cardId: Uuid
  readonly amount: bigint
}

export type NewConsolidation = Omit<ConsolidationRow, 'fingerprint' | 'account_id'> & {
  readonly accountId: Uuid
  readonly idempotency: Idempotency
}

export async function insertConsolidation(tx: Transaction, consolidation: NewConsolidation): Promise<void> {
  const { id, accountId, amount, currency, balance, idempotency, at, cards } = consolidation
  await tx.query(
    `INSERT INTO gift_cards.consolidations (id, account_id, amount, currency, balance, client_id, idempotency_key, fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, accountId, amount, currency, balance, idempotency.clientId, idempotency.key, idempotency.fingerprint, at],
  )
  await tx.query(
    `INSERT INTO gift_cards.consolidated_cards (id, consolidation_id, position, card_id, amount)
     SELECT c.id, $1, c.position, c.card_id, c.amount
       FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) WITH ORDINALITY c(id, card_id, amount, position)`,
    [
      id,
      arrayOf(cards.map(card => card.transferId)),
      arrayOf(cards.map(card => card.cardId)),
      arrayOf(cards.map(card => card.amount)),
    ],
  )
}

export async function selectConsolidationByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<ConsolidationRow | undefined> {
  const [row] = await db.query<Omit<ConsolidationRow, 'cards'>>(
    `SELECT id, account_id, amount, currency, balance, replace(fingerprint::text, '-', '') AS fingerprint, at
       FROM gift_cards.consolidations WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  if (!row) return undefined
  const cards = await db.query<MovedCard>(
    `SELECT id AS "transferId", card_id AS "cardId", amount FROM gift_cards.consolidated_cards
      WHERE consolidation_id = $1 ORDER BY position`,
    [row.id],
  )
  return { ...row, cards }
}
