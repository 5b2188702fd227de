/** Finds customers as a list names them: by e-mail address, customer id or the number of their card, with their account in a currency. */
import { canonicalCardNumber } from '@ringfence/contract'
import { fromTypeId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'
import { hideNumber } from './card-numbers.ts'
import { hashEmail, openPerson } from './person.ts'

export interface FoundCustomer {
  readonly customerId: Uuid
  readonly name: string
  /** Undefined: none in this currency. */
  readonly accountId: Uuid | undefined
}

interface Row {
  readonly given: string
  readonly customer_id: Uuid
  readonly sealed: Buffer
  readonly account_id: Uuid | null
}

/** By the text that names them; who is not found is not in it. */
export async function findCustomers(
  db: Queryable,
  masterKey: MasterKey,
  names: readonly string[],
  currency: string,
): Promise<Map<string, FoundCustomer>> {
  const emails = names.filter(name => name.includes('@'))
  const ids = names.flatMap(name => {
    const id = fromTypeId('cus', name)
    return id === undefined ? [] : [{ name, id }]
  })
  const cards = names.flatMap(name => {
    const number = canonicalCardNumber(name)
    return number === undefined ? [] : [{ name, hash: hideNumber(masterKey, number).numberHash }]
  })
  const rows = await db.query<Row>(
    `SELECT g.given, c.id AS customer_id, c.sealed, a.id AS account_id
       FROM (SELECT e.given, c.id FROM unnest($1::text[], $7::bytea[]) e(given, hash) JOIN wallet.customers c ON c.email_hash = e.hash
             UNION ALL
             SELECT i.given, i.id FROM unnest($2::text[], $3::uuid[]) i(given, id)
             UNION ALL
             SELECT n.given, o.customer_id FROM unnest($4::text[], $5::bytea[]) n(given, hash)
               JOIN wallet.cards k ON k.number_hash = n.hash AND k.state IN ('active', 'frozen')
               JOIN wallet.accounts o ON o.id = k.account_id) g
       JOIN wallet.customers c ON c.id = g.id
       LEFT JOIN wallet.accounts a ON a.customer_id = c.id AND a.currency = $6`,
    [
      emails,
      ids.map(found => found.name),
      arrayOf(ids.map(found => found.id)),
      cards.map(card => card.name),
      cards.map(card => card.hash),
      currency,
      emails.map(email => hashEmail(masterKey, email)),
    ],
  )
  return new Map(
    rows.map(row => [
      row.given,
      { customerId: row.customer_id, name: nameOf(masterKey, row.sealed), accountId: row.account_id ?? undefined },
    ]),
  )
}

/** Names of customers, for lists. */
export async function customerNames(
  db: Queryable,
  masterKey: MasterKey,
  ids: readonly Uuid[],
): Promise<Map<Uuid, string>> {
  const rows = await db.query<{ id: Uuid; sealed: Buffer }>(
    'SELECT id, sealed FROM wallet.customers WHERE id = ANY ($1::uuid[])',
    [arrayOf(ids)],
  )
  return new Map(rows.map(row => [row.id, nameOf(masterKey, row.sealed)]))
}

function nameOf(masterKey: MasterKey, sealed: Buffer): string {
  const { firstName, lastName } = openPerson(masterKey, sealed)
  return `${firstName} ${lastName}`
}
