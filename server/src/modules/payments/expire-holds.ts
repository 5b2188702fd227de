/** Holds that nobody captured: released when their time is over. */
import type { Database } from '../../platform/database.ts'
import { releaseHold } from '../ledger/index.ts'
import { emit, lockOverdueHolds, updateState } from './tender-store.ts'

const portion = 50

/** Returns how many were released. Safe in several processes at once: each takes payments of its own. */
export async function expireHolds(db: Database, nowMs: number): Promise<number> {
  let expired = 0
  while (true) {
    const count = await db.transaction(async tx => {
      const overdue = await lockOverdueHolds(tx, nowMs, portion)
      for (const payment of overdue) {
        await releaseHold(tx, { holdId: payment.id, atMs: nowMs, why: 'expired' })
        await updateState(tx, payment, 'expired')
      }
      for (const [lane, payments] of Map.groupBy(overdue, payment => payment.lane)) {
        const ids = payments.map(payment => payment.id)
        await emit(tx, lane, 'payments.released', ids)
      }
      return overdue.length
    })
    expired += count
    if (count < portion) return expired
  }
}
