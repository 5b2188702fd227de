/** All SQL of saved cards. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../../platform/database.ts'

export interface PaymentMethodRow {
  readonly id: Uuid
  readonly customer_id: Uuid
  readonly provider: string
  readonly reference: string
  readonly brand: string
  readonly last_digits: string
  readonly expires: string | null
  readonly about: string
  readonly is_default: boolean
}
const columns = 'id, customer_id, provider, reference, brand, last_digits, expires, about, is_default'

export interface PspCustomerRow {
  readonly reference: string
  readonly blocked_until: Date | null
}

export async function selectPspCustomer(
  db: Queryable,
  provider: string,
  customerId: Uuid,
): Promise<PspCustomerRow | undefined> {
  const [row] = await db.query<PspCustomerRow>(
    'SELECT reference, blocked_until FROM funding.psp_customers WHERE provider = $1 AND customer_id = $2',
    [provider, customerId],
  )
  return row
}

export async function insertPspCustomer(
  db: Queryable,
  customer: { provider: string; customerId: Uuid; reference: string },
): Promise<void> {
  await db.query(
    'INSERT INTO funding.psp_customers (provider, customer_id, reference) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [customer.provider, customer.customerId, customer.reference],
  )
}

/** One try at a time for a customer. */
export async function lockPspCustomer(
  tx: Transaction,
  provider: string,
  customerId: Uuid,
): Promise<PspCustomerRow | undefined> {
  const [row] = await tx.query<PspCustomerRow>(
    'SELECT reference, blocked_until FROM funding.psp_customers WHERE provider = $1 AND customer_id = $2 FOR UPDATE',
    [provider, customerId],
  )
  return row
}

export async function blockCards(tx: Transaction, customerId: Uuid, untilMs: number): Promise<void> {
  await tx.query('UPDATE funding.psp_customers SET blocked_until = $2 WHERE customer_id = $1', [
    customerId,
    new Date(untilMs),
  ])
}

export interface TryCounts {
  readonly setups: number
  readonly declined: number
  readonly pending: number
}

export async function countTries(db: Queryable, customerId: Uuid, sinceMs: number): Promise<TryCounts> {
  const [row] = await db.query<TryCounts>(
    `SELECT count(*) FILTER (WHERE kind = 'setup')::int AS setups, count(*) FILTER (WHERE kind = 'declined')::int AS declined,
            count(*) FILTER (WHERE kind = 'pending')::int AS pending
       FROM funding.card_tries WHERE customer_id = $1 AND at > $2`,
    [customerId, new Date(sinceMs)],
  )
  return row!
}

export async function insertTry(
  tx: Transaction,
  attempt: { id: Uuid; customerId: Uuid; kind: 'setup' | 'pending'; atMs: number },
): Promise<void> {
  await tx.query('INSERT INTO funding.card_tries (id, customer_id, kind, at) VALUES ($1, $2, $3, $4)', [
    attempt.id,
    attempt.customerId,
    attempt.kind,
    new Date(attempt.atMs),
  ])
}

/** Forgets tries from before a time, so that the table stays small. */
export async function deleteOldTries(tx: Transaction, customerId: Uuid, beforeMs: number): Promise<void> {
  await tx.query('DELETE FROM funding.card_tries WHERE customer_id = $1 AND at < $2', [customerId, new Date(beforeMs)])
}

/** The customer of a try that ended; undefined when there is none. */
export async function endTry(tx: Transaction, id: Uuid, declined: boolean): Promise<Uuid | undefined> {
  const [row] = await tx.query<{ customer_id: Uuid }>(
    declined
      ? `UPDATE funding.card_tries SET kind = 'declined' WHERE id = $1 RETURNING customer_id`
      : 'DELETE FROM funding.card_tries WHERE id = $1 RETURNING customer_id',
    [id],
  )
  return row?.customer_id
}

/** The cards that a customer keeps: the default first, then the newest. */
export async function selectMethods(db: Queryable, customerId: Uuid): Promise<PaymentMethodRow[]> {
  return db.query<PaymentMethodRow>(
    `SELECT ${columns} FROM funding.payment_methods WHERE customer_id = $1 AND removed_at IS NULL
      ORDER BY is_default DESC, added_at DESC, id DESC`,
    [customerId],
  )
}

export async function selectMethod(db: Queryable, customerId: Uuid, id: Uuid): Promise<PaymentMethodRow | undefined> {
  const [row] = await db.query<PaymentMethodRow>(
    `SELECT ${columns} FROM funding.payment_methods WHERE id = $1 AND customer_id = $2 AND removed_at IS NULL`,
    [id, customerId],
    'payment method',
  )
  return row
}

/** Writes a card, or finds the one that was written for the same reference. */
export async function insertMethod(
  tx: Transaction,
  method: PaymentMethodRow & { readonly atMs: number },
): Promise<PaymentMethodRow | undefined> {
  await tx.query(
    `INSERT INTO funding.payment_methods (id, customer_id, provider, reference, brand, last_digits, expires, about, is_default, added_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (provider, reference) DO NOTHING`,
    [
      method.id,
      method.customer_id,
      method.provider,
      method.reference,
      method.brand,
      method.last_digits,
      method.expires,
      method.about,
      method.is_default,
      new Date(method.atMs),
    ],
  )
  const [row] = await tx.query<PaymentMethodRow>(
    `SELECT ${columns} FROM funding.payment_methods
      WHERE provider = $1 AND reference = $2 AND customer_id = $3 AND removed_at IS NULL`,
    [method.provider, method.reference, method.customer_id],
  )
  return row
}

export async function updateDefault(tx: Transaction, customerId: Uuid, id: Uuid): Promise<void> {
  await tx.query('UPDATE funding.payment_methods SET is_default = false WHERE customer_id = $1 AND is_default', [
    customerId,
  ])
  await tx.query(
    `UPDATE funding.payment_methods SET is_default = true WHERE id = $2 AND customer_id = $1 AND removed_at IS NULL`,
    [customerId, id],
  )
}

export async function updateRemoved(tx: Transaction, id: Uuid, atMs: number): Promise<void> {
  await tx.query(
    'UPDATE funding.payment_methods SET removed_at = $2, is_default = false WHERE id = $1 AND removed_at IS NULL',
    [id, new Date(atMs)],
  )
}
