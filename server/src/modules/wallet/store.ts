/** All SQL of the wallet. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'

export interface NewCustomer {
  readonly id: Uuid
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly joinedMs: number
  /** Where an imported customer comes from, and its number there. */
  readonly source?: string
  readonly externalId?: string
}

/** Returns the ids that were new; a known e-mail or import number is left as it is. */
export async function insertCustomers(tx: Transaction, customers: readonly NewCustomer[]): Promise<Set<Uuid>> {
  const rows = await tx.query<{ id: Uuid }>(
    `INSERT INTO wallet.customers (id, first_name, last_name, email, joined_at, source, external_id)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      arrayOf(customers.map(c => c.id)),
      customers.map(c => c.firstName),
      customers.map(c => c.lastName),
      customers.map(c => c.email),
      customers.map(c => new Date(c.joinedMs)),
      customers.map(c => c.source ?? null),
      customers.map(c => c.externalId ?? null),
    ],
  )
  return new Set(rows.map(row => row.id))
}

export interface NewAccount {
  readonly id: Uuid
  readonly customerId: Uuid
  readonly currency: string
  readonly openedMs: number
  readonly cardId: Uuid
  readonly numberHash: Buffer
  readonly lastDigits: string
  readonly design: string
}

/** Accounts, each with its virtual card. */
export async function insertAccounts(tx: Transaction, accounts: readonly NewAccount[]): Promise<void> {
  const ids = arrayOf(accounts.map(a => a.id))
  const at = accounts.map(a => new Date(a.openedMs))
  await tx.query(
    `INSERT INTO wallet.accounts (id, customer_id, currency, opened_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])`,
    [ids, arrayOf(accounts.map(a => a.customerId)), accounts.map(a => a.currency), at],
  )
  await tx.query(
    `INSERT INTO wallet.cards (id, account_id, number_hash, last_digits, state, design, issued_at)
     SELECT id, account_id, number_hash, last_digits, 'active', design, at
       FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[])
            c(id, account_id, number_hash, last_digits, design, at)`,
    [
      arrayOf(accounts.map(a => a.cardId)),
      ids,
      accounts.map(a => a.numberHash),
      accounts.map(a => a.lastDigits),
      accounts.map(a => a.design),
      at,
    ],
  )
}

export interface AccountRow {
  readonly id: Uuid
  readonly customer_id: Uuid
  readonly currency: string
  readonly card_id: Uuid
  readonly last_digits: string
  readonly state: 'pending' | 'active' | 'frozen' | 'replaced' | 'closed'
  readonly design: string
}

export async function selectAccounts(db: Queryable, customerIds: readonly Uuid[]): Promise<AccountRow[]> {
  return db.query<AccountRow>(
    `SELECT a.id, a.customer_id, a.currency, c.id AS card_id, c.last_digits, c.state, c.design
       FROM wallet.accounts a
       JOIN LATERAL (SELECT * FROM wallet.cards c WHERE c.account_id = a.id ORDER BY c.issued_at DESC, c.id DESC LIMIT 1) c ON true
      WHERE a.customer_id = ANY ($1::uuid[]) ORDER BY a.opened_at, a.id`,
    [arrayOf(customerIds)],
  )
}

export interface CustomerRow {
  readonly id: Uuid
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly joined_at: Date
}
const customerColumns = 'id, first_name, last_name, email, joined_at'

export async function selectCustomer(db: Queryable, id: Uuid): Promise<CustomerRow | undefined> {
  const [row] = await db.query<CustomerRow>(`SELECT ${customerColumns} FROM wallet.customers WHERE id = $1`, [id])
  return row
}

/** Whose address it is, in whatever case it is written. */
export async function customerByEmail(db: Queryable, email: string): Promise<Uuid | undefined> {
  const [row] = await db.query<{ id: Uuid }>('SELECT id FROM wallet.customers WHERE lower(email) = lower($1)', [email])
  return row?.id
}

/** By a part of the name or the e-mail, newest first. */
export async function searchCustomers(
  db: Queryable,
  search: string | undefined,
  page: { before: Uuid | undefined; limit: number },
): Promise<CustomerRow[]> {
  const pattern = search === undefined ? null : `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return db.query<CustomerRow>(
    `SELECT ${customerColumns} FROM wallet.customers
      WHERE ($1::uuid IS NULL OR id < $1)
        AND ($2::text IS NULL OR lower(first_name || ' ' || last_name) LIKE $2 OR lower(email) LIKE $2)
      ORDER BY id DESC LIMIT $3`,
    [page.before ?? null, pattern, page.limit],
  )
}

export async function selectImported(
  db: Queryable,
  source: string,
  externalIds: readonly string[],
): Promise<{ external_id: string; account_id: Uuid; currency: string }[]> {
  return db.query(
    `SELECT c.external_id, a.id AS account_id, a.currency FROM wallet.customers c JOIN wallet.accounts a ON a.customer_id = c.id
      WHERE c.source = $1 AND c.external_id = ANY ($2::text[])`,
    [source, externalIds],
  )
}

export interface NewDevice {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly alias: string
  readonly sealedSecret: Buffer
  readonly name: string
  readonly atMs: number
}

export async function insertDevice(tx: Transaction, device: NewDevice): Promise<void> {
  await tx.query(
    `INSERT INTO wallet.devices (id, account_id, alias, secret, name, enrolled_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [device.id, device.accountId, device.alias, device.sealedSecret, device.name, new Date(device.atMs)],
  )
}

export interface DeviceRow {
  readonly id: Uuid
  readonly name: string
  readonly alias: string
  readonly enrolled_at: Date
}

export async function selectDevices(db: Queryable, customerId: Uuid): Promise<DeviceRow[]> {
  return db.query<DeviceRow>(
    `SELECT d.id, d.name, d.alias, d.enrolled_at FROM wallet.devices d JOIN wallet.accounts a ON a.id = d.account_id
      WHERE a.customer_id = $1 AND d.revoked_at IS NULL ORDER BY d.enrolled_at DESC`,
    [customerId],
  )
}

/** Returns whether there was such a device of this customer. */
export async function revokeDevice(tx: Transaction, customerId: Uuid, deviceId: Uuid, atMs: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE wallet.devices d SET revoked_at = $3 FROM wallet.accounts a
      WHERE d.id = $2 AND a.id = d.account_id AND a.customer_id = $1 AND d.revoked_at IS NULL RETURNING d.id`,
    [customerId, deviceId, new Date(atMs)],
  )
  return rows.length === 1
}

export interface PayingDeviceRow {
  readonly alias: string
  readonly device_id: Uuid
  readonly secret: Buffer
  readonly account_id: Uuid
  readonly currency: string
  readonly first_name: string
}

/** Devices that may pay, by alias; revoked ones are not found. */
export async function selectPayingDevices(db: Queryable, aliases: readonly string[]): Promise<PayingDeviceRow[]> {
  return db.query<PayingDeviceRow>(
    `SELECT d.alias, d.id AS device_id, d.secret, a.id AS account_id, a.currency, c.first_name
       FROM wallet.devices d JOIN wallet.accounts a ON a.id = d.account_id JOIN wallet.customers c ON c.id = a.customer_id
      WHERE d.alias = ANY ($1::text[]) AND d.revoked_at IS NULL`,
    [arrayOf(aliases)],
    'paying devices',
  )
}
