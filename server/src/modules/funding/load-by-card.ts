/**
 * A load by card, in three steps that each survive a crash: write it as pending, charge, settle. No transaction is open while the
 * provider is asked, and the provider's idempotency key is the load's id, so no step can charge twice.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import { type Database, sqlState, uniqueViolation } from '../../platform/database.ts'
import type { Idempotency } from '../../platform/http.ts'
import { accountStates, laneCount, laneOf, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import type { ChargeResult, Psp } from './psp.ts'
import { emitEnded, endPending, insertPending, type LoadRow, selectByKey, selectLoads, selectPending } from './store.ts'

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

/** Books what the provider did. Safe to run any number of times, from any process. */
async function settle(db: Database, psp: Psp, load: LoadRow, charge: ChargeResult): Promise<LoadRow> {
  const lane = laneOf(load.account_id)
  const { id } = load
  const fail = (declineReason: string) =>
    db.transaction(async tx => {
      if (await endPending(tx, { lane, id, status: 'failed', declineReason }))
        await emitEnded(tx, { lane, id, status: 'failed' })
    })
  if (charge.status === 'declined') await fail(charge.reason)
  else {
    try {
      await db.transaction(async tx => {
        if (!(await endPending(tx, { lane, id, status: 'succeeded', declineReason: null }))) return
        const credit = { id: load.account_id, guarded: true }
        const debit = { id: ownAccountId('psp_clearing', load.currency), guarded: false }
        const { amount, currency } = load
        await postTransfers(tx, [{ id, kind: 'load', debit, credit, amount, currency, atMs: load.at.getTime() }])
        await emitEnded(tx, { lane, id, status: 'succeeded' })
      })
    } catch (error) {
      if (!(error instanceof PostingRefused)) throw error
      await psp.refund(load.id)
      await fail('The balance would pass its limit. Nothing was charged.')
    }
  }
  return (await selectLoads(db, lane, [load.id]))[0]!
}

/** Settles loads whose charge's answer was lost: asks the provider what became of them. Returns how many were settled. */
export async function settlePending(db: Database, psp: Psp, nowMs: number, olderThanSeconds = 60): Promise<number> {
  let settled = 0
  for (let lane = 0; lane < laneCount; lane++) {
    for (const load of await selectPending(db, lane, nowMs - olderThanSeconds * 1000)) {
      const charge = (await psp.find(load.id)) ?? {
        status: 'declined' as const,
        reason: 'The payment did not go through.',
      }
      await settle(db, psp, load, charge)
      settled++
    }
  }
  return settled
}
