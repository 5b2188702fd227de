/** Whose an account is, and where to write to them. For messages only: no till sees it. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'

export interface AccountOwner {
  readonly customerId: Uuid
  readonly email: string
}

export async function ownerOfAccount(db: Queryable, accountId: Uuid): Promise<AccountOwner | undefined> {
  const [row] = await db.query<AccountOwner>(
    `SELECT c.id AS "customerId", c.email FROM wallet.accounts a JOIN wallet.customers c ON c.id = a.customer_id WHERE a.id = $1`,
    [accountId],
  )
  return row
}
