/** All SQL of the wallet. */
import type { Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import { fits, hashEmail, openPerson, sealPerson, searchWord, wordsOf } from './person.ts'

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
export async function insertCustomers(
  tx: Transaction,
  masterKey: MasterKey,
  customers: readonly NewCustomer[],
): Promise<Set<Uuid>> {
  const rows = await tx.query<{ id: Uuid }>(
    `INSERT INTO wallet.customers (id, sealed, email_hash, joined_at, source, external_id)
     SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::timestamptz[], $5::text[], $6::text[])
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      arrayOf(customers.map(c => c.id)),
      customers.map(c => sealPerson(masterKey, c)),
      customers.map(c => hashEmail(masterKey, c.email)),
      customers.map(c => new Date(c.joinedMs)),
      customers.map(c => c.source ?? null),
      customers.map(c => c.externalId ?? null),
    ],
  )
  const fresh = new Set(rows.map(row => row.id))
  await insertWords(
    tx,
    customers.filter(c => fresh.has(c.id)).flatMap(c => wordsOf(masterKey, c).map(word => ({ word, id: c.id }))),
  )
  return fresh
}

export async function insertWords(tx: Transaction, words: readonly { word: number; id: Uuid }[]): Promise<void> {
  await tx.query(
    `INSERT INTO wallet.customer_words (word, customer_id) SELECT * FROM unnest($1::int[], $2::uuid[]) ON CONFLICT DO NOTHING`,
    [arrayOf(words.map(word => word.word)), arrayOf(words.map(word => word.id))],
  )
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
interface SealedCustomer {
  readonly id: Uuid
  readonly sealed: Buffer
  readonly joined_at: Date
}

function opened(masterKey: MasterKey, { id, sealed, joined_at }: SealedCustomer): CustomerRow {
  const { firstName, lastName, email } = openPerson(masterKey, sealed)
  return { id, first_name: firstName, last_name: lastName, email, joined_at }
}

export async function selectCustomer(db: Queryable, masterKey: MasterKey, id: Uuid): Promise<CustomerRow | undefined> {
  const [row] = await db.query<SealedCustomer>('SELECT id, sealed, joined_at FROM wallet.customers WHERE id = $1', [id])
  return row && opened(masterKey, row)
}

/** Whose address it is, in whatever case it is written. */
export async function customerByEmail(db: Queryable, masterKey: MasterKey, email: string): Promise<Uuid | undefined> {
  const [row] = await db.query<{ id: Uuid }>('SELECT id FROM wallet.customers WHERE email_hash = $1', [
    hashEmail(masterKey, email),
  ])
  return row?.id
}

const openedAtOnce = 500
/** How many customers one search opens at most. */
const openedMax = 5_000

/**
 * By a part of the name or the e-mail, newest first. A word's first three letters bring up who may be meant, the rest is compared after
 * opening; of a search that is shorter, and of very common beginnings, only the newest 5,000 are looked at.
 */
export async function searchCustomers(
  db: Queryable,
  masterKey: MasterKey,
  search: string | undefined,
  page: { before: Uuid | undefined; limit: number },
): Promise<CustomerRow[]> {
  const found: CustomerRow[] = []
  const atOnce = search === undefined ? page.limit : openedAtOnce
  let { before } = page
  for (let looked = 0; looked < openedMax && found.length < page.limit; looked += atOnce) {
    const rows = await selectCandidates(db, masterKey, search, { before, limit: atOnce })
    const people = rows.map(row => opened(masterKey, row))
    found.push(...people.filter(row => search === undefined || fits(personOf(row), search)))
    before = rows.at(-1)?.id
    if (rows.length < atOnce) break
  }
  return found.slice(0, page.limit)
}

const personOf = (row: CustomerRow) => ({ firstName: row.first_name, lastName: row.last_name, email: row.email })

async function selectCandidates(
  db: Queryable,
  masterKey: MasterKey,
  search: string | undefined,
  page: { before: Uuid | undefined; limit: number },
): Promise<SealedCustomer[]> {
  const word = search === undefined ? undefined : searchWord(masterKey, search)
  const values = [page.before ?? null, page.limit]
  if (word === undefined)
    return db.query<SealedCustomer>(
      `SELECT id, sealed, joined_at FROM wallet.customers WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      values,
    )
  return db.query<SealedCustomer>(
    `SELECT c.id, c.sealed, c.joined_at FROM wallet.customer_words w JOIN wallet.customers c ON c.id = w.customer_id
      WHERE w.word = $3 AND ($1::uuid IS NULL OR w.customer_id < $1) ORDER BY w.customer_id DESC LIMIT $2`,
    [...values, word],
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
  /** Of the customer, as it is kept. */
  readonly sealed_person: Buffer
}

/** Devices that may pay, by alias; revoked ones are not found. */
export async function selectPayingDevices(db: Queryable, aliases: readonly string[]): Promise<PayingDeviceRow[]> {
  return db.query<PayingDeviceRow>(
    `SELECT d.alias, d.id AS device_id, d.secret, a.id AS account_id, a.currency, c.sealed AS sealed_person
       FROM wallet.devices d JOIN wallet.accounts a ON a.id = d.account_id JOIN wallet.customers c ON c.id = a.customer_id
      WHERE d.alias = ANY ($1::text[]) AND d.revoked_at IS NULL`,
    [arrayOf(aliases)],
    'paying devices',
  )
}
