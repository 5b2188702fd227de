/** Finds balances that fell below their threshold: at once after a payment, and all of them in a sweep, so that nothing is missed. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Database, Queryable } from '../../../platform/database.ts'
import { type OutboxEntry, type ReadOutbox, readOutbox } from '../../../platform/outbox.ts'
import { accountStates, laneCount } from '../../ledger/index.ts'
import { lockOffset, moveOffset, selectSleeping, wakeThresholds } from './store.ts'

/** Accounts whose balance entries of one lane of the outbox lowered. */
export type Lowered = (db: Queryable, lane: number, entries: readonly OutboxEntry[]) => Promise<Uuid[]>

const portion = 10

/** Reads on in the outbox and wakes the rules of accounts that paid; true when there may be more. */
export async function followPayments(
  db: Database,
  lowered: Lowered,
  nowMs: number,
  read: ReadOutbox = readOutbox,
): Promise<boolean> {
  let more = false
  for (let lane = 0; lane < laneCount; lane++) {
    const followed = await db.transaction(async tx => {
      const entries = await read(tx, lane, await lockOffset(tx, lane), portion, 'autoTopUp')
      const last = entries.at(-1)
      if (!last) return 0
      const accounts = new Set(await lowered(tx, lane, entries))
      if (accounts.size > 0) await wakeThresholds(tx, lane, [...accounts], nowMs)
      await moveOffset(tx, lane, last.seq)
      return entries.length
    })
    more ||= followed === portion
  }
  return more
}

/** Compares all sleeping rules with their balances. Returns how many it woke. */
export async function sweepThresholds(db: Database, nowMs: number, sweepPortion = 1_000): Promise<number> {
  let woken = 0
  for (let lane = 0; lane < laneCount; lane++) {
    let after: Uuid | undefined
    do {
      const rules = await selectSleeping(db, lane, after, sweepPortion)
      after = rules.length === sweepPortion ? rules.at(-1)!.account_id : undefined
      const states = await accountStates(
        db,
        rules.map(rule => rule.account_id),
      )
      const low = rules.filter(rule => states.get(rule.account_id)!.balance < rule.threshold)
      woken += await wakeThresholds(
        db,
        lane,
        low.map(rule => rule.account_id),
        nowMs,
      )
    } while (after !== undefined)
  }
  return woken
}
