/** Posts transfers atomically: all of them, or none with the reason. The fast, set-wise way is in the modules that take money. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { expireLots } from './expire-lots.ts'
import { laneOf } from './lanes.ts'
import { guardedOf, type NewTransfer, postExactly } from './post-exactly.ts'
import { lockAccounts, selectAccounts } from './store.ts'

/**
 * Posts transfers of one lane and currency together, after taking expired lots out of their accounts: they are neither spent nor do
 * they fill a limit. Throws `PostingRefused` when an account lacks the funds, is frozen or would pass its ceiling: the caller's
 * transaction must then roll back.
 */
export async function postTransfers(tx: Transaction, transfers: readonly NewTransfer[]): Promise<void> {
  const guarded = guardedOf(transfers)
  if (guarded[0] !== undefined) {
    const atMs = Math.max(...transfers.map(t => t.atMs))
    const accounts = await lockAccounts(tx, laneOf(guarded[0]), guarded)
    for (const { id, next_expiry } of accounts) {
      if (next_expiry !== null && next_expiry.getTime() <= atMs) await expireLots(tx, id, atMs)
    }
  }
  await postExactly(tx, transfers)
}

export type Refusal =
  | 'not_found'
  | 'currency_mismatch'
  | 'account_frozen'
  | 'insufficient_funds'
  | 'balance_limit_exceeded'

/** Why an account did not allow a movement; undefined when it would allow it now (then try again). */
export async function refusalOf(
  tx: Transaction,
  movement: { accountId: Uuid; amount: bigint; currency: string },
): Promise<Refusal | undefined> {
  const [account] = await selectAccounts(tx, laneOf(movement.accountId), [movement.accountId])
  if (account?.balance == null) return 'not_found'
  if (account.currency !== movement.currency) return 'currency_mismatch'
  if (movement.amount > 0n) return 'balance_limit_exceeded'
  if (account.frozen) return 'account_frozen'
  return account.balance + movement.amount < 0n ? 'insufficient_funds' : undefined
}
