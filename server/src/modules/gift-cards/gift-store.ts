/** SQL of gifts: sales of e-gifts, from the payment to what became of them. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'

export type GiftTender = 'card' | 'cash' | 'cardAtTill'

export interface GiftRow {
  readonly id: Uuid
  /** The card's ledger account; also the id of the card that was sold. */
  readonly account_id: Uuid
  readonly status: 'pending' | 'failed' | 'open' | 'cancelled' | 'refunded' | 'disputed'
  readonly buyer_id: Uuid | null
  readonly amount: bigint
  readonly currency: string
  readonly design: string
  readonly tender: GiftTender
  readonly payment_method: string | null
  readonly sealed_wishes: Buffer
  readonly deliver_at: Date | null
  /** Keys of the requests that mailed it again. */
  readonly resends: readonly string[]
  readonly decline_reason: string | null
  readonly store_id: Uuid | null
  readonly terminal_id: Uuid | null
  readonly fingerprint: string
  readonly at: Date
  readonly closed_at: Date | null
  readonly psp_refund_due: boolean
}
const columns = `id, account_id, status, buyer_id, amount, currency, design, tender, payment_method, sealed_wishes, deliver_at, resends,
  decline_reason, store_id, terminal_id, replace(fingerprint::text, '-', '') AS fingerprint, at, closed_at, psp_refund_due`

export interface NewGift {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly buyerId: Uuid | undefined
  readonly amount: bigint
  readonly currency: string
  readonly design: string
  readonly tender: GiftTender
  readonly paymentMethodId: string | undefined
  readonly sealedWishes: Buffer
  readonly deliverMs: number | undefined
  readonly storeId: Uuid | undefined
  readonly terminalId: Uuid | undefined
  readonly staffId: Uuid | undefined
  readonly idempotency: Idempotency
  readonly atMs: number
}

/** Writes a gift whose payment is open; false when its key is known already. */
export async function insertGift(tx: Transaction, gift: NewGift): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO gift_cards.gifts (id, account_id, status, buyer_id, amount, currency, design, tender, payment_method, sealed_wishes,
                                   deliver_at, store_id, terminal_id, staff_id, client_id, idempotency_key, fingerprint, at)
     VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     ON CONFLICT (client_id, idempotency_key) DO NOTHING RETURNING id`,
    [
      gift.id,
      gift.accountId,
      gift.buyerId ?? null,
      gift.amount,
      gift.currency,
      gift.design,
      gift.tender,
      gift.paymentMethodId ?? null,
      gift.sealedWishes,
      gift.deliverMs === undefined ? null : new Date(gift.deliverMs),
      gift.storeId ?? null,
      gift.terminalId ?? null,
      gift.staffId ?? null,
      gift.idempotency.clientId,
      gift.idempotency.key,
      gift.idempotency.fingerprint,
      new Date(gift.atMs),
    ],
  )
  return rows.length === 1
}

/** The payment succeeded: the gift is open. False when it had ended before. */
export async function markOpen(tx: Transaction, id: Uuid, codeHash: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE gift_cards.gifts SET status = 'open', code_hash = $2 WHERE id = $1 AND status = 'pending' RETURNING id`,
    [id, codeHash],
  )
  return rows.length === 1
}

/** The payment failed for good. */
export async function markFailed(db: Queryable, id: Uuid, reason: string, atMs: number): Promise<void> {
  await db.query(
    `UPDATE gift_cards.gifts SET status = 'failed', decline_reason = $2, closed_at = $3 WHERE id = $1 AND status = 'pending'`,
    [id, reason, new Date(atMs)],
  )
}

export interface ClosingGift {
  readonly id: Uuid
  readonly status: 'cancelled' | 'refunded'
  readonly undoId: Uuid
  readonly pspRefundDue: boolean
  readonly atMs: number
}

export async function markClosed(tx: Transaction, gift: ClosingGift): Promise<void> {
  await tx.query(
    'UPDATE gift_cards.gifts SET status = $2, undo_id = $3, psp_refund_due = $4, closed_at = $5 WHERE id = $1',
    [gift.id, gift.status, gift.undoId, gift.pspRefundDue, new Date(gift.atMs)],
  )
}

export async function markRefundDone(db: Queryable, id: Uuid): Promise<void> {
  await db.query('UPDATE gift_cards.gifts SET psp_refund_due = false WHERE id = $1', [id])
}

export async function addResend(tx: Transaction, id: Uuid, key: string): Promise<void> {
  await tx.query('UPDATE gift_cards.gifts SET resends = array_append(resends, $2) WHERE id = $1', [id, key])
}

export async function selectGift(db: Queryable, id: Uuid): Promise<GiftRow | undefined> {
  const [row] = await db.query<GiftRow>(`SELECT ${columns} FROM gift_cards.gifts WHERE id = $1`, [id])
  return row
}

export async function lockGift(tx: Transaction, id: Uuid): Promise<GiftRow | undefined> {
  const [row] = await tx.query<GiftRow>(`SELECT ${columns} FROM gift_cards.gifts WHERE id = $1 FOR UPDATE`, [id])
  return row
}

/** Gifts whose cards are claimed, moved or closed: locked before the cards, in the order of their accounts, by everyone. */
export async function lockGiftsOf(tx: Transaction, accountIds: readonly Uuid[]): Promise<GiftRow[]> {
  return tx.query<GiftRow>(
    `SELECT ${columns} FROM gift_cards.gifts WHERE account_id = ANY ($1::uuid[]) ORDER BY account_id FOR UPDATE`,
    [arrayOf(accountIds)],
  )
}

export async function selectGiftByKey(db: Queryable, { clientId, key }: Idempotency): Promise<GiftRow | undefined> {
  const [row] = await db.query<GiftRow>(
    `SELECT ${columns} FROM gift_cards.gifts WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

/** By the code that was mailed or shown at the sale, dead or alive. */
export async function selectGiftByCode(db: Queryable, codeHash: Buffer): Promise<GiftRow | undefined> {
  const [row] = await db.query<GiftRow>(`SELECT ${columns} FROM gift_cards.gifts WHERE code_hash = $1`, [codeHash])
  return row
}

export async function selectGiftsOfAccounts(db: Queryable, accountIds: readonly Uuid[]): Promise<GiftRow[]> {
  return db.query<GiftRow>(`SELECT ${columns} FROM gift_cards.gifts WHERE account_id = ANY ($1::uuid[])`, [
    arrayOf(accountIds),
  ])
}

export async function listGiftsOfBuyer(
  db: Queryable,
  buyerId: Uuid,
  page: { before: Uuid | undefined; limit: number },
): Promise<GiftRow[]> {
  return db.query<GiftRow>(
    `SELECT ${columns} FROM gift_cards.gifts WHERE buyer_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [buyerId, page.before ?? null, page.limit],
  )
}

/** Gifts by card that have been pending since before a time: their charge's answer was lost, or the buyer went away. */
export async function selectPendingGifts(db: Queryable, beforeMs: number): Promise<GiftRow[]> {
  return db.query<GiftRow>(
    `SELECT ${columns} FROM gift_cards.gifts WHERE status = 'pending' AND at < $1 ORDER BY at LIMIT 100`,
    [new Date(beforeMs)],
  )
}

export async function selectRefundsDue(db: Queryable): Promise<GiftRow[]> {
  return db.query<GiftRow>(`SELECT ${columns} FROM gift_cards.gifts WHERE psp_refund_due ORDER BY at LIMIT 100`)
}

export interface GiftRefundRow {
  readonly gift_id: Uuid
  readonly fingerprint: string
  readonly at: Date
}

export async function insertGiftRefund(
  tx: Transaction,
  refund: {
    giftId: Uuid
    staffId: Uuid
    storeId: Uuid | undefined
    terminalId: Uuid | undefined
    idempotency: Idempotency
    atMs: number
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO gift_cards.gift_refunds (gift_id, staff_id, store_id, terminal_id, client_id, idempotency_key, fingerprint, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      refund.giftId,
      refund.staffId,
      refund.storeId ?? null,
      refund.terminalId ?? null,
      refund.idempotency.clientId,
      refund.idempotency.key,
      refund.idempotency.fingerprint,
      new Date(refund.atMs),
    ],
  )
}

export async function selectGiftRefundByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<GiftRefundRow | undefined> {
  const [row] = await db.query<GiftRefundRow>(
    `SELECT gift_id, replace(fingerprint::text, '-', '') AS fingerprint, at FROM gift_cards.gift_refunds
      WHERE client_id = $1 AND idempotency_key = $2`,
    [clientId, key],
  )
  return row
}
