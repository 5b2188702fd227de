/**
 * Disputes as the provider tells them, in any order and any number of times. Opened: the value is taken back as far as the account
 * holds any, the rest becomes a debt. Won: all of it returns. Lost: it stays as it is.
 */
import { newId, type Uuid } from '../../../kernel/ids.ts'
import { arrayOf, type Database, type Transaction } from '../../../platform/database.ts'
import {
  debtAccountId,
  drawsOf,
  expireLots,
  laneOf,
  lotsOf,
  type NewTransfer,
  openDebt,
  ownAccountId,
  PostingRefused,
  postTransfers,
} from '../../ledger/index.ts'
import type { DisputeState } from '../psp/psp.ts'
import { lockLoad } from '../refunds/store.ts'
import { type LoadRow, selectLoads } from '../store.ts'
import { disputable, planGiveBack, planTakeBack } from './rules.ts'
import {
  addDebt,
  type DisputeRow,
  disputedOf,
  insertDispute,
  lockDispute,
  lockToGiveBack,
  selectOwed,
  selectToGiveBack,
  subtractDebt,
  updateClosed,
  updateGivenBack,
} from './store.ts'

/** Brings our books to where the provider says a dispute stands. `load`: the disputed one, booked. */
export async function applyDispute(
  db: Database,
  provider: string,
  load: LoadRow,
  state: DisputeState,
  nowMs: number,
): Promise<void> {
  const lane = laneOf(load.account_id)
  const won = await db.transaction(async tx => {
    await lockLoad(tx, lane, load.id)
    const found = await lockDispute(tx, { lane, provider, reference: state.reference })
    const dispute = found ?? (await open(tx, provider, load, state, nowMs))
    // One that was lost may still be won, on appeal.
    if (!dispute || state.status === 'open' || state.status === dispute.status || dispute.status === 'won')
      return undefined
    await updateClosed(tx, { lane, id: dispute.id, status: state.status, atMs: nowMs })
    return state.status === 'won' ? dispute.id : undefined
  })
  if (won) await giveBack(db, won, nowMs)
}

/** Undefined when nothing of the load is left to dispute. */
async function open(
  tx: Transaction,
  provider: string,
  { id: loadId, account_id: accountId }: LoadRow,
  state: DisputeState,
  nowMs: number,
): Promise<{ id: Uuid; status: string } | undefined> {
  const lane = laneOf(accountId)
  const { reference, reason, openedMs, currency } = state
  const [load] = await selectLoads(tx, lane, [loadId])
  const amount = disputable(load!, (await disputedOf(tx, [loadId])).get(loadId) ?? 0n, state.amount)
  if (amount === 0n || currency !== load!.currency) return undefined
  await openDebt(tx, { accountId, currency, atMs: openedMs })
  // Of now, not of when it was opened: its news may be late. Locks the account: from here on nobody spends, loads or recovers.
  await expireLots(tx, accountId, nowMs)
  const plan = planTakeBack((await lotsOf(tx, [accountId])).get(accountId)!, loadId, amount)
  const id = newId(openedMs)
  await insertDispute(tx, {
    lane,
    id,
    provider,
    reference,
    loadId,
    accountId,
    amount,
    currency,
    reason,
    takenBack: plan.taken,
    openedMs,
  })
  const credit = { id: ownAccountId('psp_clearing', currency), guarded: false }
  const debt = { id: debtAccountId(accountId), guarded: true }
  const base = { kind: 'chargeback', credit, currency, atMs: openedMs } as const
  const transfers: NewTransfer[] = []
  if (plan.taken > 0n) {
    transfers.push({ ...base, id, debit: { id: accountId, guarded: true }, amount: plan.taken, lots: plan.parts })
  }
  if (plan.debt > 0n) transfers.push({ ...base, id: newId(openedMs), debit: debt, amount: plan.debt })
  await postTransfers(tx, transfers)
  if (plan.debt > 0n) await addDebt(tx, { lane, accountId, debtAccountId: debt.id, amount: plan.debt })
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [lane, 'loads.disputed', arrayOf([id])])
  return { id, status: 'open' }
}

/** Returns what a dispute took that was won. Where the account's limit leaves no room for it, it waits. */
async function giveBack(db: Database, id: Uuid, nowMs: number): Promise<boolean> {
  try {
    return await db.transaction(async tx => {
      const dispute = await lockToGiveBack(tx, id)
      if (!dispute) return false
      await post(tx, dispute, nowMs)
      return true
    })
  } catch (error) {
    if (error instanceof PostingRefused) return false
    throw error
  }
}

async function post(tx: Transaction, dispute: DisputeRow, atMs: number): Promise<void> {
  const { id, account_id: accountId, currency } = dispute
  const lane = laneOf(accountId)
  await expireLots(tx, accountId, atMs) // locks the account, and with it what it owes
  const owed = (await selectOwed(tx, [accountId])).get(accountId) ?? 0n
  const plan = planGiveBack({ taken: dispute.taken_back, debt: dispute.debt }, owed)
  const debit = { id: ownAccountId('psp_clearing', currency), guarded: false }
  const account = { id: accountId, guarded: true }
  const base = { kind: 'reversal', debit, currency, atMs } as const
  const transfers: NewTransfer[] = []
  if (plan.toLots > 0n) {
    const lots = (await drawsOf(tx, [id])).get(id)!
    transfers.push({ ...base, id: newId(atMs), credit: account, amount: plan.toLots, reverses: id, lots })
  }
  if (plan.toDebt > 0n) {
    transfers.push({
      ...base,
      id: newId(atMs),
      credit: { id: debtAccountId(accountId), guarded: true },
      amount: plan.toDebt,
    })
  }
  if (plan.toAccount > 0n) {
    const opens = { kind: 'refund', tender: 'card' } as const
    transfers.push({ ...base, id: newId(atMs), credit: account, amount: plan.toAccount, opens })
  }
  await postTransfers(tx, transfers)
  await subtractDebt(tx, lane, accountId, plan.toDebt)
  await updateGivenBack(tx, lane, id, atMs)
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [lane, 'loads.reinstated', arrayOf([id])])
}

/** Gives back what had no room before. Returns how many disputes were ended by it. */
export async function giveBackWaiting(db: Database, nowMs: number): Promise<number> {
  let given = 0
  for (const id of await selectToGiveBack(db)) if (await giveBack(db, id, nowMs)) given++
  return given
}
