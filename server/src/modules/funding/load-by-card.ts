/**
 * A load by card, in three steps that each survive a crash: write it as pending, charge, settle. No transaction is open while the
 * provider is asked, and the provider's idempotency key is the load's id, so no step can charge twice.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type Database, sqlState, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { accountStates, laneCount, laneOf, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import type { ChargeResult, Psp } from './psp.ts'
import {
  emitEnded,
  endPending,
  insertPending,
  type LoadRow,
  refusePending,
  selectByKey,
  selectLoads,
  selectPending,
} from './store.ts'

export interface CardLoad {
  readonly accountId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly paymentMethodId: string
  readonly idempotency: Idempotency
  readonly atMs: number
}

export type CardLoadOutcome =
  | { ok: true; load: LoadRow; replayed: boolean }
  | { ok: false; code: 'idempotency_key_reused' | 'balance_limit_exceeded' | 'currency_mismatch' | 'psp_unavailable' }

export async function loadByCard(db: Database, psp: Psp, request: CardLoad): Promise<CardLoadOutcome> {
  const lane = laneOf(request.accountId)
  const known = await selectByKey(db, request.idempotency)
  if (!known) {
    const account = (await accountStates(db, [request.accountId])).get(request.accountId)
    if (account?.currency !== request.currency) return { ok: false, code: 'currency_mismatch' }
    if (account.ceiling !== null && account.balance + request.amount > account.ceiling) {
      return { ok: false, code: 'balance_limit_exceeded' }
    }
    await writePending(db, { ...request, lane, id: newId() })
  }
  const load = (await selectByKey(db, request.idempotency))!
  if (load.fingerprint !== request.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  if (load.status !== 'pending') return { ok: true, load, replayed: true }
  return chargeAndSettle(db, psp, load)
}

/** A second request with the same key at the same instant finds the first one's row instead. */
async function writePending(db: Database, load: CardLoad & { lane: number; id: Uuid }): Promise<void> {
  try {
    await db.transaction(tx =>
      insertPending(tx, { ...load, storeId: undefined, terminalId: undefined, staffId: undefined }),
    )
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
  }
}

async function chargeAndSettle(db: Database, psp: Psp, load: LoadRow): Promise<CardLoadOutcome> {
  let charge: ChargeResult
  try {
    const { id: key, amount, currency } = load
    charge = await psp.charge({ key, amount, currency, paymentMethodId: load.payment_method! })
  } catch {
    return { ok: false, code: 'psp_unavailable' } // stays pending; a retry or settlePending finds the charge by its key
  }
  return { ok: true, load: await settle(db, psp, load, charge), replayed: false }
}

/** Writes down what the provider did. Safe to run any number of times, from any process. */
async function settle(db: Database, psp: Psp, load: LoadRow, charge: ChargeResult): Promise<LoadRow> {
  if (charge.status === 'declined') await fail(db, load, charge.reason)
  else if (!(await book(db, load))) {
    await psp.refund(load.id)
    await fail(db, load, passesLimit)
  }
  return reload(db, load)
}

const passesLimit = 'The balance would pass its limit. Nothing was charged.'

/** Books a load that was charged. False: it is decided for good that it is not booked, and the charge must go back. */
async function book(db: Database, load: LoadRow): Promise<boolean> {
  const { id, amount, currency } = load
  const lane = laneOf(load.account_id)
  try {
    await db.transaction(async tx => {
      if (!(await endPending(tx, { lane, id, status: 'succeeded', declineReason: null }))) return
      const credit = { id: load.account_id, guarded: true }
      const debit = { id: ownAccountId('psp_clearing', currency), guarded: false }
      const opens = { kind: 'paid', tender: 'card' } as const
      await postTransfers(tx, [{ id, kind: 'load', debit, credit, amount, currency, atMs: load.at.getTime(), opens }])
      await emitEnded(tx, { lane, id, status: 'succeeded' })
    })
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    await db.transaction(tx => refusePending(tx, { lane, id, declineReason: passesLimit }))
  }
  return (await reload(db, load)).status === 'succeeded'
}

async function fail(db: Database, load: LoadRow, declineReason: string): Promise<void> {
  const { id } = load
  const lane = laneOf(load.account_id)
  await db.transaction(async tx => {
    if (await endPending(tx, { lane, id, status: 'failed', declineReason }))
      await emitEnded(tx, { lane, id, status: 'failed' })
  })
}

async function reload(db: Database, load: LoadRow): Promise<LoadRow> {
  return (await selectLoads(db, laneOf(load.account_id), [load.id]))[0]!
}

/**
 * Settles loads whose charge's answer was lost: asks the provider what became of them. Returns how many were settled.
 * One that can't be settled now doesn't keep the others waiting; its error is thrown at the end.
 */
export async function settlePending(db: Database, psp: Psp, nowMs: number, olderThanSeconds = 60): Promise<number> {
  let settled = 0
  const failures: unknown[] = []
  for (let lane = 0; lane < laneCount; lane++) {
    for (const load of await selectPending(db, lane, nowMs - olderThanSeconds * 1000)) {
      try {
        await settle(db, psp, load, (await psp.find(load.id)) ?? notCharged)
        settled++
      } catch (error) {
        failures.push(error)
      }
    }
  }
  if (failures.length > 0) throw failures[0]
  return settled
}

const notCharged = { status: 'declined', reason: 'The payment did not go through.' } as const
