/** Counts a customer's tries with cards, one at a time, so that twenty at once are twenty. */
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { Transaction } from '../../../platform/database.ts'
import { blockAfterDecline, dayMs, mayCharge, maySetUp } from './rules.ts'
import { blockCards, countTries, deleteOldTries, endTry, insertTry, lockPspCustomer } from './store.ts'

/** Notes a try; false: the customer has tried too much. */
export async function beginTry(
  tx: Transaction,
  attempt: { kind: 'setup' | 'charge'; id?: Uuid; provider: string; customerId: Uuid; atMs: number },
): Promise<boolean> {
  const { kind, id = newId(), provider, customerId, atMs } = attempt
  const customer = await lockPspCustomer(tx, provider, customerId)
  const tries = await countTries(tx, customerId, atMs - dayMs)
  const may = kind === 'setup' ? maySetUp : mayCharge
  if (!may(tries, customer?.blocked_until?.getTime(), atMs)) return false
  await deleteOldTries(tx, customerId, atMs - 2 * dayMs)
  await insertTry(tx, { id, customerId, kind: kind === 'setup' ? 'setup' : 'pending', atMs })
  return true
}

/** Notes how a charge ended. */
export async function finishTry(tx: Transaction, loadId: Uuid, declined: boolean, atMs: number): Promise<void> {
  const customerId = await endTry(tx, loadId, declined)
  if (customerId === undefined || !declined) return
  const until = blockAfterDecline(await countTries(tx, customerId, atMs - dayMs), atMs)
  if (until !== undefined) await blockCards(tx, customerId, until)
}
