/** Holds that nobody captured: released when their time is over. */
import type { Database, Transaction } from '../../platform/database.ts'
import { releaseHold } from '../ledger/index.ts'
import { emit, lockOverdueHold, updateState } from './tender-store.ts'

/** Returns how many were released. Safe in several processes at once: each takes payments of its own. */
export async function expireHolds(db: Database, nowMs: number): Promise<number> {
  let expired = 0
  while (await db.transaction(tx => expireOne(tx, nowMs))) expired++
  return expired
}

/** One a transaction: whoever has posted holds the ledger's head, and must not wait for another account then. */
async function expireOne(tx: Transaction, nowMs: number): Promise<boolean> {
  const payment = await lockOverdueHold(tx, nowMs)
  if (!payment) return false
  await releaseHold(tx, { holdId: payment.id, atMs: nowMs, why: 'expired' })
  await updateState(tx, payment, 'expired')
  await emit(tx, payment.lane, 'payments.released', [payment.id])
  return true
}
