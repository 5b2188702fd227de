/** SQL of gift cards themselves. */
import type { CardState } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import type { Guarded } from '../wallet/index.ts'
import { pinLockMs, pinTriesMax, replacementSecretMs } from './card-rules.ts'

export interface CardRow {
  readonly id: Uuid
  /** The guarded account that holds the value. */
  readonly account_id: Uuid
  readonly kind: 'physical' | 'egift'
  readonly state: CardState
  readonly last_digits: string
  readonly pin_hash: Buffer | null
  /** A secret that is to be told once more, sealed. */
  readonly sealed_secret: Buffer | null
  readonly design: string
  readonly currency: string
  /** Value expires so many months after it is loaded; null: never. */
  readonly valid_months: number | null
  readonly batch_id: Uuid | null
  /** Who claimed it. */
  readonly customer_id: Uuid | null
  readonly activated_at: Date | null
  readonly frozen_by: 'holder' | 'staff' | null
  readonly lost_at: Date | null
  readonly replaced_by: Uuid | null
  readonly fingerprint: string | null
}
const columns = `id, account_id, kind, state, last_digits, pin_hash, sealed_secret, design, currency, valid_months, batch_id, customer_id,
  activated_at, frozen_by, lost_at, replaced_by, replace(fingerprint::text, '-', '') AS fingerprint`

export interface NewCard {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly kind: 'physical' | 'egift'
  readonly state: 'pending' | 'active'
  readonly numberHash: Buffer
  readonly lastDigits: string
  readonly pinHash?: Buffer | undefined
  readonly sealedSecret?: Buffer | undefined
  readonly design: string
  readonly currency: string
  readonly validMonths: number | null
  readonly batchId?: Uuid | undefined
  readonly customerId?: Uuid | undefined
  readonly issuedMs: number
  readonly activatedMs?: number | undefined
  /** Of the request that made it, where the card is its only record. */
  readonly idempotency?: Idempotency | undefined
}

/** Returns the ids that were written; a number that exists already is left out. */
export async function insertCards(tx: Transaction, cards: readonly NewCard[]): Promise<Set<Uuid>> {
  const rows = await tx.query<{ id: Uuid }>(
    `INSERT INTO gift_cards.cards (id, account_id, kind, state, number_hash, last_digits, pin_hash, sealed_secret, design, currency,
                                   valid_months, batch_id, customer_id, issued_at, activated_at, client_id, idempotency_key, fingerprint)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::bytea[], $8::bytea[], $9::text[],
                          $10::text[], $11::smallint[], $12::uuid[], $13::uuid[], $14::timestamptz[], $15::timestamptz[], $16::uuid[],
                          $17::text[], $18::uuid[])
     ON CONFLICT (number_hash) DO NOTHING RETURNING id`,
    [
      arrayOf(cards.map(card => card.id)),
      arrayOf(cards.map(card => card.accountId)),
      cards.map(card => card.kind),
      cards.map(card => card.state),
      cards.map(card => card.numberHash),
      cards.map(card => card.lastDigits),
      cards.map(card => card.pinHash ?? null),
      cards.map(card => card.sealedSecret ?? null),
      cards.map(card => card.design),
      cards.map(card => card.currency),
      arrayOf(cards.map(card => card.validMonths)),
      arrayOf(cards.map(card => card.batchId ?? null)),
      arrayOf(cards.map(card => card.customerId ?? null)),
      cards.map(card => new Date(card.issuedMs)),
      cards.map(card => (card.activatedMs === undefined ? null : new Date(card.activatedMs))),
      arrayOf(cards.map(card => card.idempotency?.clientId ?? null)),
      cards.map(card => card.idempotency?.key ?? null),
      arrayOf(cards.map(card => card.idempotency?.fingerprint ?? null)),
    ],
  )
  return new Set(rows.map(row => row.id))
}

export async function selectCardByHash(db: Queryable, numberHash: Buffer): Promise<CardRow | undefined> {
  const [row] = await db.query<CardRow>(
    `SELECT ${columns} FROM gift_cards.cards WHERE number_hash = $1`,
    [numberHash],
    'gift card by number',
  )
  return row
}

export async function selectCard(db: Queryable, id: Uuid): Promise<CardRow | undefined> {
  const [row] = await db.query<CardRow>(
    `SELECT ${columns} FROM gift_cards.cards WHERE id = $1`,
    [id],
    'gift card by id',
  )
  return row
}

/** The card, kept from changing until the transaction ends. */
export async function lockCard(tx: Transaction, id: Uuid): Promise<CardRow | undefined> {
  const [row] = await tx.query<CardRow>(`SELECT ${columns} FROM gift_cards.cards WHERE id = $1 FOR UPDATE`, [id])
  return row
}

/** Cards in id order, kept from changing until the transaction ends: what was resolved before may be replaced by now. */
export async function lockCards(tx: Transaction, ids: readonly Uuid[]): Promise<CardRow[]> {
  return tx.query<CardRow>(
    `SELECT ${columns} FROM gift_cards.cards WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
    [arrayOf(ids)],
  )
}

/**
 * Takes one of the card's tries before its PIN is looked at, so that guesses at the same time can't be more than one after another;
 * the last of them locks it. False when it is locked.
 */
export async function takePinTry(tx: Transaction, cardId: Uuid, nowMs: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE gift_cards.cards
        SET pin_tries = CASE WHEN locked_until IS NULL THEN pin_tries + 1 ELSE 1 END,
            locked_until = CASE WHEN locked_until IS NULL AND pin_tries + 1 >= $3 THEN $4::timestamptz END
      WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2) RETURNING id`,
    [cardId, new Date(nowMs), pinTriesMax, new Date(nowMs + pinLockMs)],
    'take pin try',
  )
  return rows.length === 1
}

/** The PIN was right: tries start again. */
export async function forgetPinTries(db: Queryable, cardId: Uuid): Promise<void> {
  await db.query('UPDATE gift_cards.cards SET pin_tries = 0, locked_until = NULL WHERE id = $1', [cardId])
}

/** The card that a request made, by the request's key. */
export async function selectCardByKey(db: Queryable, { clientId, key }: Idempotency): Promise<CardRow | undefined> {
  const [row] = await db.query<CardRow>(
    `SELECT ${columns} FROM gift_cards.cards WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

export async function updateProtection(
  tx: Transaction,
  cardId: Uuid,
  card: Guarded & { atMs: number; replacedBy?: Uuid },
): Promise<void> {
  await tx.query(
    `UPDATE gift_cards.cards SET state = $2, frozen_by = $3, replaced_by = $5,
            sealed_secret = CASE WHEN $2 <> 'replaced' THEN sealed_secret END,
            lost_at = CASE WHEN $4 THEN coalesce(lost_at, $6::timestamptz) END WHERE id = $1`,
    [cardId, card.state, card.frozenBy, card.isLost, card.replacedBy ?? null, new Date(card.atMs)],
  )
}

export async function updateDesign(tx: Transaction, cardId: Uuid, design: string): Promise<void> {
  await tx.query('UPDATE gift_cards.cards SET design = $2 WHERE id = $1', [cardId, design])
}

/** Forgets the codes of replacements, which are told again for a day. Returns how many. */
export async function forgetReplacementSecrets(db: Queryable, nowMs: number): Promise<number> {
  const rows = await db.query(
    `UPDATE gift_cards.cards n SET sealed_secret = NULL FROM gift_cards.cards o
      WHERE o.replaced_by = n.id AND n.sealed_secret IS NOT NULL AND n.issued_at < $1 RETURNING n.id`,
    [new Date(nowMs - replacementSecretMs)],
  )
  return rows.length
}

export async function updateActivation(
  tx: Transaction,
  cardId: Uuid,
  card: { state: 'pending' | 'active'; activatedMs: number | undefined },
): Promise<void> {
  const activatedAt = card.activatedMs === undefined ? null : new Date(card.activatedMs)
  await tx.query('UPDATE gift_cards.cards SET state = $2, activated_at = $3 WHERE id = $1', [
    cardId,
    card.state,
    activatedAt,
  ])
}
