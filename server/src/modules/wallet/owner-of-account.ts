/** Whose an account is, and where to write to them. For messages only: no till sees it. */
import type { Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { arrayOf, type Queryable } from '../../platform/database.ts'
import { openPerson } from './person.ts'

export interface AccountOwner {
  readonly customerId: Uuid
  readonly email: string
}

export async function ownerOfAccount(
  db: Queryable,
  masterKey: MasterKey,
  accountId: Uuid,
): Promise<AccountOwner | undefined> {
  const [row] = await db.query<{ id: Uuid; sealed: Buffer }>(
    'SELECT c.id, c.sealed FROM wallet.accounts a JOIN wallet.customers c ON c.id = a.customer_id WHERE a.id = $1',
    [accountId],
  )
  return row && { customerId: row.id, email: openPerson(masterKey, row.sealed).email }
}

/** Whose accounts these are; what is no customer's is left out. */
export async function customersOfAccounts(db: Queryable, accountIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  const rows = await db.query<{ id: Uuid; customer_id: Uuid }>(
    'SELECT id, customer_id FROM wallet.accounts WHERE id = ANY ($1::uuid[])',
    [arrayOf(accountIds)],
    'customers of accounts',
  )
  return new Map(rows.map(({ id, customer_id }) => [id, customer_id]))
}
