/** Expiry: value whose time is over leaves the account, before anything else is spent from it. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { ownAccountId } from './accounts.ts'
import { laneOf } from './lanes.ts'
import { type Lot, lotsOf } from './lots.ts'
import { type NewTransfer, postExactly } from './post-exactly.ts'
import { lockAccounts, selectExpiring, updateNextExpiry } from './store.ts'

/**
 * Takes expired lots out of an account: promotional value returns to the brand's promotions, other value is breakage.
 * False when nothing was due.
 */
export async function expireLots(tx: Transaction, accountId: Uuid, atMs: number): Promise<boolean> {
  const lane = laneOf(accountId)
  const [account] = await lockAccounts(tx, lane, [accountId])
  if (!account?.next_expiry || account.next_expiry.getTime() > atMs) return false
  const lots = (await lotsOf(tx, [accountId])).get(accountId)!
  const expired = lots.filter(lot => lot.expiresAt !== null && lot.expiresAt.getTime() <= atMs)
  const transfers = expired.map((lot): NewTransfer => {
    const own = lot.kind === 'promotional' ? 'promotions' : 'breakage'
    return {
      id: newId(atMs),
      kind: 'expiry',
      debit: { id: accountId, guarded: true },
      credit: { id: ownAccountId(own, account.currency), guarded: false },
      amount: lot.amount,
      currency: account.currency,
      atMs,
      lots: [{ lotId: lot.id, amount: lot.amount }],
    }
  })
  if (transfers.length > 0) await postExactly(tx, transfers)
  await updateNextExpiry(tx, lane, accountId, earliest(lots.filter(lot => !expired.includes(lot))))
  return true
}

/** A lot that was spent to its end may have been the earliest: so the account's date is set anew from what is left. */
function earliest(lots: readonly Lot[]): Date | null {
  const dates = lots.flatMap(lot => (lot.expiresAt ? [lot.expiresAt.getTime()] : []))
  return dates.length === 0 ? null : new Date(Math.min(...dates))
}

/** Of several accounts: all are locked, in id order, before the first posting takes the head of the books. */
export async function expireLotsOf(tx: Transaction, accountIds: readonly Uuid[], atMs: number): Promise<void> {
  const ids = [...new Set(accountIds)].sort()
  for (const [lane, members] of Map.groupBy(ids, laneOf)) await lockAccounts(tx, lane, members)
  for (const id of ids) await expireLots(tx, id, atMs)
}

/** Expires what is due in all accounts, one a transaction; returns in how many. Safe in several processes at once. */
export async function expireDueLots(db: Database, nowMs: number): Promise<number> {
  for (let done = 0; ; done++) {
    const found = await db.transaction(async tx => {
      const id = await selectExpiring(tx, nowMs)
      return id !== undefined && expireLots(tx, id, nowMs)
    })
    if (!found) return done
  }
}
