/** Present state of customers' accounts: balance, frozen or not, and what all of them together are owed. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../platform/database.ts'
import { laneOf } from './lanes.ts'
import { selectAccounts, updateFrozen } from './store.ts'

export interface AccountState {
  readonly balance: bigint
  /** The most it may hold; null: no limit. */
  readonly ceiling: bigint | null
  readonly currency: string
  readonly frozen: boolean
  /** Set aside by open holds; not part of the balance. */
  readonly held: bigint
  /** When the next lot expires; value may already be gone then, though the balance does not say so yet. */
  readonly next_expiry: Date | null
}

export async function accountStates(db: Queryable, ids: readonly Uuid[]): Promise<Map<Uuid, AccountState>> {
  const lanes = Map.groupBy(ids, laneOf)
  const found = await Promise.all([...lanes].map(([lane, members]) => selectAccounts(db, lane, members)))
  return new Map(found.flat().map(account => [account.id, { ...account, balance: account.balance ?? 0n }]))
}

/** A frozen account can't pay; money may still come in. */
export async function setFrozen(tx: Transaction, accountId: Uuid, frozen: boolean): Promise<void> {
  await updateFrozen(tx, laneOf(accountId), accountId, frozen)
}

/** The float: what is owed to all customers in a currency, and how many accounts hold some of it. */
export async function floatOf(db: Queryable, currency: string): Promise<{ amount: bigint; accounts: bigint }> {
  const [row] = await db.query<{ amount: bigint; accounts: bigint }>(
    `SELECT coalesce(sum(balance + held), 0)::bigint AS amount, count(*) FILTER (WHERE balance + held > 0) AS accounts
       FROM ledger.accounts WHERE kind = 'stored_value' AND currency = $1`,
    [currency],
  )
  return row!
}
