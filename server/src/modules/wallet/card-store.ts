/** SQL of customers' cards and of the gallery of designs. */
import type { CardState } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import type { Guarded, Protector } from './card-protection-rules.ts'

export interface WalletCardRow {
  readonly id: Uuid
  readonly account_id: Uuid
  readonly customer_id: Uuid
  readonly currency: string
  readonly state: CardState
  readonly last_digits: string
  readonly design: string
  readonly frozen_by: Protector | null
  readonly lost_at: Date | null
  readonly replaced_by: Uuid | null
  readonly fingerprint: string | null
}
const columns = `c.id, c.account_id, a.customer_id, a.currency, c.state, c.last_digits, c.design, c.frozen_by, c.lost_at, c.replaced_by,
  replace(c.fingerprint::text, '-', '') AS fingerprint`

export async function selectWalletCard(db: Queryable, id: Uuid): Promise<WalletCardRow | undefined> {
  const [row] = await db.query<WalletCardRow>(
    `SELECT ${columns} FROM wallet.cards c JOIN wallet.accounts a ON a.id = c.account_id WHERE c.id = $1`,
    [id],
  )
  return row
}

/** The card, kept from changing until the transaction ends; with a customer, only a card of that customer. */
export async function lockWalletCard(
  tx: Transaction,
  id: Uuid,
  customerId: Uuid | undefined,
): Promise<WalletCardRow | undefined> {
  const [row] = await tx.query<WalletCardRow>(
    `SELECT ${columns} FROM wallet.cards c JOIN wallet.accounts a ON a.id = c.account_id
      WHERE c.id = $1 AND ($2::uuid IS NULL OR a.customer_id = $2) FOR UPDATE OF c`,
    [id, customerId ?? null],
  )
  return row
}

/** The card that a replacement made, by its key. */
export async function selectReplacement(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<WalletCardRow | undefined> {
  const [row] = await db.query<WalletCardRow>(
    `SELECT ${columns} FROM wallet.cards c JOIN wallet.accounts a ON a.id = c.account_id
      WHERE c.client_id = $1 AND c.idempotency_key = $2`,
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
    `UPDATE wallet.cards SET state = $2, frozen_by = $3, replaced_by = $5,
            lost_at = CASE WHEN $4 THEN coalesce(lost_at, $6::timestamptz) END WHERE id = $1`,
    [cardId, card.state, card.frozenBy, card.isLost, card.replacedBy ?? null, new Date(card.atMs)],
  )
}

export interface ReplacementCard {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly numberHash: Buffer
  readonly lastDigits: string
  readonly design: string
  readonly atMs: number
  readonly idempotency: Idempotency
}

export async function insertReplacement(tx: Transaction, card: ReplacementCard): Promise<void> {
  const { clientId, key, fingerprint } = card.idempotency
  await tx.query(
    `INSERT INTO wallet.cards (id, account_id, number_hash, last_digits, state, design, issued_at, client_id, idempotency_key, fingerprint)
     VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, $8, $9)`,
    [
      card.id,
      card.accountId,
      card.numberHash,
      card.lastDigits,
      card.design,
      new Date(card.atMs),
      clientId,
      key,
      fingerprint,
    ],
  )
}

/** Takes all pay codes from an account: its devices have to enrol again. */
export async function revokeAccountDevices(tx: Transaction, accountId: Uuid, atMs: number): Promise<void> {
  await tx.query('UPDATE wallet.devices SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL', [
    accountId,
    new Date(atMs),
  ])
}

export async function updateDesign(tx: Transaction, cardId: Uuid, design: string): Promise<void> {
  await tx.query('UPDATE wallet.cards SET design = $2 WHERE id = $1', [cardId, design])
}

export interface DesignRow {
  readonly id: string
  readonly name: string
  /** Names a picture that the apps draw. */
  readonly art: string
}

/** In the order of the gallery. */
export async function selectDesigns(db: Queryable): Promise<DesignRow[]> {
  return db.query<DesignRow>('SELECT id, name, art FROM wallet.card_designs ORDER BY position, id')
}

export async function isDesign(db: Queryable, id: string): Promise<boolean> {
  return (await db.query('SELECT id FROM wallet.card_designs WHERE id = $1', [id])).length === 1
}

/** Puts designs into the gallery in this order; one that is there is changed. */
export async function putDesigns(tx: Transaction, designs: readonly DesignRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO wallet.card_designs (id, name, art, position)
     SELECT id, name, art, position FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY d(id, name, art, position)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, art = excluded.art, position = excluded.position`,
    [designs.map(design => design.id), designs.map(design => design.name), designs.map(design => design.art)],
  )
}
