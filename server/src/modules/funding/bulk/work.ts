/**
 * The worker of bulk loads. Lines are claimed, loaded and marked in one transaction a portion, so that a line is loaded once: by
 * several workers at a time, and after one of them has died. Undoing goes the same way, line by line.
 */
import { newId } from '../../../kernel/ids.ts'
import type { Database, Queryable, Transaction } from '../../../platform/database.ts'
import {
  expireLots,
  laneOf,
  lotsOf,
  type NewTransfer,
  ownAccountId,
  PostingRefused,
  postTransfers,
  refusalOf,
} from '../../ledger/index.ts'
import { callRecover, emitLoaded } from '../store.ts'
import { passesMaximum } from './rules.ts'
import {
  type BulkLoadRow,
  claimLoaded,
  claimReady,
  finishBulkLoad,
  insertLoads,
  type LineToPost,
  markLoaded,
  markRefused,
  markStuck,
  markUndone,
  selectAtWork,
} from './store.ts'

const portion = 100

/** Works on all that is approved or being undone, until nothing of it is left. Returns how many lines it did. */
export async function workBulkLoads(db: Database, nowMs: number): Promise<number> {
  let done = 0
  for (const load of await selectAtWork(db)) {
    const workOnce = load.status === 'posting' ? postPortion : undoLine
    for (let did = await workOnce(db, load, nowMs); did > 0; did = await workOnce(db, load, nowMs)) done += did
    await finishBulkLoad(db, load.id)
  }
  return done
}

async function postPortion(db: Database, load: BulkLoadRow, nowMs: number): Promise<number> {
  try {
    return await db.transaction(async tx => postLines(tx, load, await claimReady(tx, load.id, portion), nowMs))
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    return postOneByOne(db, load, nowMs) // one account of the portion refuses: find it, and load the others
  }
}

/** As many as a portion has; who is refused is marked, with the reason. */
async function postOneByOne(db: Database, load: BulkLoadRow, nowMs: number): Promise<number> {
  let done = 0
  for (; done < portion; done++) {
    let claimed: LineToPost | undefined
    try {
      const did = await db.transaction(async tx => {
        const lines = await claimReady(tx, load.id, 1)
        claimed = lines[0]
        return postLines(tx, load, lines, nowMs)
      })
      if (did === 0) return done
    } catch (error) {
      if (!(error instanceof PostingRefused)) throw error
      const { line, account_id: accountId, amount } = claimed!
      const refusal = await db.transaction(tx => refusalOf(tx, { accountId, amount, currency: load.currency }))
      await markRefused(db, load.id, line, reasons[refusal ?? 'balance_limit_exceeded'] ?? passesMaximum)
    }
  }
  return done
}

const reasons: Partial<Record<string, string>> = {
  not_found: 'The account is no longer there.',
  currency_mismatch: 'The account holds another currency.',
}

async function postLines(
  tx: Transaction,
  load: BulkLoadRow,
  lines: readonly LineToPost[],
  atMs: number,
): Promise<number> {
  if (lines.length === 0) return 0
  const { id: bulkId, currency, decided_by: staffId } = load
  const tender = load.kind === 'employer' ? ('bulk' as const) : ('promotion' as const)
  const loads = lines.map(({ line, account_id: accountId, amount }) => {
    const id = newId(atMs)
    return { lane: laneOf(accountId), id, accountId, amount, currency, tender, bulkId, line, staffId: staffId!, atMs }
  })
  await markLoaded(
    tx,
    bulkId,
    loads.map(one => ({ line: one.line, loadId: one.id })),
  )
  await insertLoads(tx, loads)
  const lanes = Map.groupBy(loads, one => one.lane)
  for (const members of lanes.values()) {
    await postTransfers(
      tx,
      members.map(one => transferOf(load, one)),
    )
  }
  for (const [lane, members] of lanes) {
    const ids = members.map(one => one.id)
    // What an employer pays settles a debt first; a present of the brand does not.
    if (load.kind === 'employer') await callRecover(tx, lane, ids)
    await emitLoaded(tx, lane, ids)
  }
  return lines.length
}

function transferOf(
  load: BulkLoadRow,
  { id, accountId, amount, atMs }: { id: string; accountId: string; amount: bigint; atMs: number },
): NewTransfer {
  const { currency, expires_at } = load
  const debit = { id: sourceOf(load), guarded: false }
  const credit = { id: accountId, guarded: true }
  const opens =
    load.kind === 'employer'
      ? ({ kind: 'paid', tender: 'bulk' } as const)
      : ({ kind: 'promotional', tender: 'promotion', expiresMs: expires_at!.getTime() } as const)
  return { id, kind: 'load', debit, credit, amount, currency, atMs, opens }
}

/** Whose money it is: what an employer still has to pay, or what the brand gives away. */
function sourceOf({ kind, currency }: BulkLoadRow): string {
  return ownAccountId(kind === 'employer' ? 'bulk_clearing' : 'promotions', currency)
}

/** Takes back what is left of one line's own lot. Returns how many lines it did. */
async function undoLine(db: Database, load: BulkLoadRow, nowMs: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    let line: number | undefined
    try {
      return await db.transaction(async tx => {
        const claimed = await claimLoaded(tx, load.id)
        if (!claimed) return 0
        line = claimed.line
        await expireLots(tx, claimed.account_id, nowMs) // locks the account: what is left is left until the posting
        const rest = await restOf(tx, claimed.account_id, claimed.load_id)
        await markUndone(tx, load.id, claimed.line, rest)
        if (rest > 0n) await postTransfers(tx, [undoTransfer(load, claimed, rest, nowMs)])
        return 1
      })
    } catch (error) {
      if (!(error instanceof PostingRefused)) throw error
      if (attempt < 5) continue // the customer spent some of it between the look and the posting: look again
      await markStuck(db, load.id, line!, 'The account does not allow it now. Try again later.')
      return 1
    }
  }
}

async function restOf(db: Queryable, accountId: string, lotId: string): Promise<bigint> {
  const lots = (await lotsOf(db, [accountId])).get(accountId)!
  return lots.find(lot => lot.id === lotId)?.amount ?? 0n
}

function undoTransfer(
  load: BulkLoadRow,
  { account_id, load_id }: { account_id: string; load_id: string },
  amount: bigint,
  atMs: number,
): NewTransfer {
  const debit = { id: account_id, guarded: true }
  const credit = { id: sourceOf(load), guarded: false }
  const lots = [{ lotId: load_id, amount }]
  return { id: newId(atMs), kind: 'undo', debit, credit, amount, currency: load.currency, atMs, lots }
}
