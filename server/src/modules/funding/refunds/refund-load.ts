/**
 * A load given back to its card, as far as its own lot is unspent, in three steps that each survive a crash: take the value out of the
 * lot, ask the provider, note its answer. The value goes first, so that what goes back to the card can't be spent meanwhile; should the
 * provider refuse for good, the lot gets it back.
 */
import { newId, type Uuid } from '../../../kernel/ids.ts'
import {
  arrayOf,
  type Database,
  type Queryable,
  sqlState,
  type Transaction,
  uniqueViolation,
} from '../../../platform/database.ts'
import type { Idempotency } from '../../../platform/http.ts'
import {
  expireLots,
  laneCount,
  laneOf,
  lotsOf,
  ownAccountId,
  PostingRefused,
  postTransfers,
} from '../../ledger/index.ts'
import { disputable } from '../disputes/rules.ts'
import { disputedOf } from '../disputes/store.ts'
import { type Psp, PspUnavailable, type RefundResult } from '../psp/psp.ts'
import { chargeIdentityOf } from '../settle-load.ts'
import { type LoadRow, selectLoadById, selectLoads } from '../store.ts'
import {
  addRefunded,
  endRefund,
  insertLoadRefund,
  type LoadRefundRow,
  lockLoad,
  selectLoadRefund,
  selectPendingRefunds,
  selectRefundByKey,
} from './store.ts'

export interface LoadRefundRequest {
  readonly loadId: Uuid
  /** Undefined: all that is unspent. */
  readonly amount: bigint | undefined
  readonly reason: string
  readonly staffId: Uuid
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type LoadRefundOutcome =
  | { ok: true; refund: LoadRefundRow; replayed: boolean }
  | { ok: false; code: 'not_found' | 'load_spent' | 'idempotency_key_reused' }

/** What of each load can go back to its card: the rest of its own lot, but not what a dispute takes back from us already. */
export async function refundableOf(db: Queryable, loads: readonly LoadRow[]): Promise<Map<Uuid, bigint>> {
  const lots = await lotsOf(db, [...new Set(loads.map(load => load.account_id))])
  const disputed = await disputedOf(
    db,
    loads.map(load => load.id),
  )
  const rest = (load: LoadRow) =>
    disputable(
      load,
      disputed.get(load.id) ?? 0n,
      lots.get(load.account_id)!.find(lot => lot.id === load.id)?.amount ?? 0n,
    )
  return new Map(loads.map(load => [load.id, isRefundable(load) ? rest(load) : 0n]))
}

function isRefundable(load: LoadRow): boolean {
  return load.tender === 'card' && load.status === 'succeeded' && load.provider !== null
}

export async function refundLoad(db: Database, psp: Psp, request: LoadRefundRequest): Promise<LoadRefundOutcome> {
  const load = await selectLoadById(db, request.loadId)
  if (!load || !isRefundable(load) || load.provider !== psp.provider) return { ok: false, code: 'not_found' }
  const known = await selectRefundByKey(db, request.idempotency)
  if (known) return replay(known, request)
  try {
    const id = newId()
    if (!(await db.transaction(tx => takeOut(tx, load, request, id)))) return { ok: false, code: 'load_spent' }
    await askProvider(db, psp, load, (await selectLoadRefund(db, id))!)
    return { ok: true, refund: (await selectLoadRefund(db, id))!, replayed: false }
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    return replay((await selectRefundByKey(db, request.idempotency))!, request)
  }
}

function replay(known: LoadRefundRow, request: LoadRefundRequest): LoadRefundOutcome {
  if (known.fingerprint !== request.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, refund: known, replayed: true }
}

/** False when less than that is left of the load's lot. */
async function takeOut(tx: Transaction, load: LoadRow, request: LoadRefundRequest, id: Uuid): Promise<boolean> {
  const { id: loadId, account_id: accountId, currency } = load
  const lane = laneOf(accountId)
  const { atMs } = request
  await lockLoad(tx, lane, loadId)
  await expireLots(tx, accountId, atMs) // locks the account: nothing is spent from here on
  const rest = (await refundableOf(tx, await selectLoads(tx, lane, [loadId]))).get(loadId)!
  const amount = request.amount ?? rest
  if (amount === 0n || amount > rest) return false
  await insertLoadRefund(tx, { ...request, lane, id, amount, currency })
  await addRefunded(tx, { lane, id: loadId, amount })
  const debit = { id: accountId, guarded: true }
  const credit = { id: ownAccountId('psp_clearing', currency), guarded: false }
  await postTransfers(tx, [
    { id, kind: 'undo', debit, credit, amount, currency, atMs, lots: [{ lotId: loadId, amount }] },
  ])
  await tx.query('SELECT ringfence.emit($1, $2, $3)', [lane, 'loads.refunded', arrayOf([id])])
  return true
}

/** Without an answer it stays pending; `settleRefunds` asks again under the same key. */
async function askProvider(db: Database, psp: Psp, load: LoadRow, refund: LoadRefundRow): Promise<void> {
  try {
    const result = await psp.refund({ key: refund.id, charge: chargeIdentityOf(load), amount: refund.amount })
    await settleRefund(db, load, refund, result)
  } catch (error) {
    if (!(error instanceof PspUnavailable)) throw error
  }
}

/**
 * Notes the provider's answer, once; a refund that failed gives the value back to its lot. Where the account's limit leaves no room for
 * it, the refund stays pending and is looked at again.
 */
export async function settleRefund(
  db: Database,
  load: LoadRow,
  refund: LoadRefundRow,
  { status, reference }: RefundResult,
): Promise<void> {
  if (status === 'pending') return
  const { id, amount, currency } = refund
  const lane = laneOf(load.account_id)
  const end = async (tx: Transaction) => {
    if (!(await endRefund(tx, { lane, id, status, reference })) || status === 'succeeded') return
    await addRefunded(tx, { lane, id: load.id, amount: -amount })
    const credit = { id: load.account_id, guarded: true }
    const debit = { id: ownAccountId('psp_clearing', currency), guarded: false }
    const lots = [{ lotId: load.id, amount }]
    const atMs = refund.at.getTime()
    await postTransfers(tx, [
      { id: newId(atMs), kind: 'reversal', debit, credit, amount, currency, atMs, reverses: id, lots },
    ])
  }
  try {
    await db.transaction(end)
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
  }
}

/** Asks again about refunds whose answer was lost. Returns how many were looked at. */
export async function settleRefunds(db: Database, psp: Psp, nowMs: number, olderThanSeconds = 60): Promise<number> {
  let looked = 0
  for (let lane = 0; lane < laneCount; lane++) {
    for (const refund of await selectPendingRefunds(db, lane, nowMs - olderThanSeconds * 1000)) {
      const load = await selectLoadById(db, refund.load_id)
      if (load?.provider !== psp.provider) continue
      await askProvider(db, psp, load, refund)
      looked++
    }
  }
  return looked
}
