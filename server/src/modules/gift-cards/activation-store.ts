/** SQL of activations: first loads of printed cards, paid at a till. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'

export type ActivationTender = 'cash' | 'cardAtTill'

export interface ActivationRow {
  /** Also the id of the transfer that brought the value in, and of the lot it opened. */
  readonly id: Uuid
  readonly card_id: Uuid
  readonly last_digits: string
  readonly amount: bigint
  readonly currency: string
  readonly tender: ActivationTender
  readonly expires_at: Date | null
  readonly store_id: Uuid
  readonly fingerprint: string
  readonly at: Date
  readonly voided_at: Date | null
}
const columns = `a.id, a.card_id, c.last_digits, a.amount, a.currency, a.tender, a.expires_at, a.store_id,
  replace(a.fingerprint::text, '-', '') AS fingerprint, a.at, a.voided_at`
const source = 'gift_cards.activations a JOIN gift_cards.cards c ON c.id = a.card_id'

export interface NewActivation {
  readonly id: Uuid
  readonly cardId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly tender: ActivationTender
  readonly expiresMs: number | undefined
  readonly storeId: Uuid
  readonly terminalId: Uuid
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

export async function insertActivation(tx: Transaction, activation: NewActivation): Promise<void> {
  const { clientId, key, fingerprint } = activation.idempotency
  await tx.query(
    `INSERT INTO gift_cards.activations (id, card_id, amount, currency, tender, expires_at, store_id, terminal_id, staff_id, client_id,
                                         idempotency_key, fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      activation.id,
      activation.cardId,
      activation.amount,
      activation.currency,
      activation.tender,
      activation.expiresMs === undefined ? null : new Date(activation.expiresMs),
      activation.storeId,
      activation.terminalId,
      activation.staffId,
      clientId,
      key,
      fingerprint,
      new Date(activation.atMs),
    ],
  )
}

export async function selectActivation(db: Queryable, id: Uuid): Promise<ActivationRow | undefined> {
  const [row] = await db.query<ActivationRow>(`SELECT ${columns} FROM ${source} WHERE a.id = $1`, [id])
  return row
}

export async function selectActivationByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<ActivationRow | undefined> {
  const [row] = await db.query<ActivationRow>(
    `SELECT ${columns} FROM ${source} WHERE a.client_id = $1 AND a.idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

export interface ActivationVoid {
  readonly activationId: Uuid
  /** The transfer that took the value back. */
  readonly id: Uuid
  readonly reason: string
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid
  readonly atMs: number
}

export async function updateVoided(tx: Transaction, voided: ActivationVoid): Promise<void> {
  await tx.query(
    `UPDATE gift_cards.activations SET voided_at = $2, void_id = $3, void_reason = $4, void_terminal_id = $5, void_staff_id = $6
      WHERE id = $1`,
    [voided.activationId, new Date(voided.atMs), voided.id, voided.reason, voided.terminalId ?? null, voided.staffId],
  )
}

/** The most that a card may hold, in minor units; null: no limit. */
export async function ceilingOf(db: Queryable, batchId: Uuid | null): Promise<bigint | null> {
  const [row] = await db.query<{ ceiling: bigint }>('SELECT ceiling FROM gift_cards.batches WHERE id = $1', [batchId])
  return row?.ceiling ?? null
}

/** One line of a till's report: a void is negative, at the till that gave the money back. */
export interface ActivationTaking {
  readonly id: Uuid
  readonly terminal_id: Uuid
  readonly staff_id: Uuid
  readonly tender: ActivationTender
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

/** Activations and their voids at these tills, from a time until before another. */
export async function activationTakings(
  db: Queryable,
  window: { terminalIds: readonly Uuid[]; fromMs: number; toMs: number },
): Promise<ActivationTaking[]> {
  return db.query<ActivationTaking>(
    `SELECT id, terminal_id, staff_id, tender, amount, currency, at FROM gift_cards.activations
      WHERE terminal_id = ANY ($1::uuid[]) AND at >= $2 AND at < $3
     UNION ALL
     SELECT void_id, void_terminal_id, void_staff_id, tender, -amount, currency, voided_at FROM gift_cards.activations
      WHERE void_terminal_id = ANY ($1::uuid[]) AND voided_at >= $2 AND voided_at < $3`,
    [arrayOf(window.terminalIds), new Date(window.fromMs), new Date(window.toMs)],
  )
}
