/**
 * What becomes of a load once the provider has spoken: booked, failed, or given back because it can't be booked. Safe to run any number
 * of times, from any process, with answers in any order.
 */
import type { PaymentAction } from '@ringfence/contract'
import type { Database } from '../../platform/database.ts'
import { laneCount, laneOf, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import { finishTry } from './cards/card-tries.ts'
import type { ChargeIdentity, ChargeResult, Psp } from './psp/psp.ts'
import {
  callRecover,
  type DeclineKind,
  emitEnded,
  endPending,
  type LoadRow,
  noteCharge,
  refusePending,
  selectLoads,
  selectPending,
} from './store.ts'

export interface Settled {
  readonly load: LoadRow
  /** What a load that is still pending waits for; null: for the provider. */
  readonly action: PaymentAction | null
}

const passesLimit = 'The balance would pass its limit. Nothing was charged.'
const notCharged = {
  status: 'declined',
  reference: null,
  reason: 'The payment did not go through.',
  retryable: true,
  needsCustomer: false,
} as const satisfies ChargeResult
/** A charge that the provider does not know after this long will not come, or goes back when it does. */
const arrivalMs = 60_000
/** How long a customer may take to answer the bank. */
const patienceMs = 3_600_000

export function chargeIdentityOf(load: LoadRow): ChargeIdentity {
  return {
    key: load.id,
    customerReference: load.psp_customer ?? '',
    atMs: load.at.getTime(),
    reference: load.psp_reference,
  }
}

export async function settleLoad(db: Database, psp: Psp, load: LoadRow, charge: ChargeResult): Promise<Settled> {
  const { id } = load
  const fee = charge.status === 'succeeded' ? charge.fee : null
  await noteCharge(db, { lane: laneOf(load.account_id), id, reference: charge.reference, fee })
  if (charge.status === 'declined') await fail(db, load, charge.reason, kindOf(charge))
  else if (charge.status === 'succeeded' && !(await book(db, load))) {
    // Under the load's own key: however often this is done, it is one refund.
    const identity = { ...chargeIdentityOf(load), reference: charge.reference }
    const { status } = await psp.refund({ key: id, charge: identity, amount: undefined })
    // One that the provider won't give back stays open, for people to look at: it would be a lie that nothing was charged.
    if (status !== 'failed') await fail(db, load, passesLimit, null)
  }
  const settled = await reload(db, load)
  const waits = settled.status === 'pending' && charge.status === 'actionRequired'
  return { load: settled, action: waits ? charge.action : null }
}

function kindOf({ retryable, needsCustomer }: { retryable: boolean; needsCustomer: boolean }): DeclineKind {
  if (needsCustomer) return 'needsCustomer'
  return retryable ? 'retryable' : 'final'
}

/** Books a load that was charged. False: it is decided for good that it is not booked, and the charge must go back. */
async function book(db: Database, load: LoadRow): Promise<boolean> {
  const { id, amount, currency } = load
  const lane = laneOf(load.account_id)
  const atMs = load.at.getTime()
  try {
    await db.transaction(async tx => {
      if (!(await endPending(tx, { lane, id, status: 'succeeded', declineReason: null, declineKind: null }))) return
      await finishTry(tx, id, false, atMs)
      const credit = { id: load.account_id, guarded: true }
      const debit = { id: ownAccountId('psp_clearing', currency), guarded: false }
      const opens = { kind: 'paid', tender: 'card' } as const
      await postTransfers(tx, [{ id, kind: 'load', debit, credit, amount, currency, atMs, opens }])
      await callRecover(tx, lane, [id])
      await emitEnded(tx, { lane, id, status: 'succeeded' })
    })
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    await db.transaction(tx => refusePending(tx, { lane, id, declineReason: passesLimit }))
  }
  return (await reload(db, load)).status === 'succeeded'
}

/** `kind` null: not the card's fault. */
async function fail(db: Database, load: LoadRow, declineReason: string, kind: DeclineKind | null): Promise<void> {
  const { id } = load
  const lane = laneOf(load.account_id)
  await db.transaction(async tx => {
    if (!(await endPending(tx, { lane, id, status: 'failed', declineReason, declineKind: kind }))) return
    await finishTry(tx, id, kind !== null, load.at.getTime())
    await emitEnded(tx, { lane, id, status: 'failed' })
  })
}

async function reload(db: Database, load: LoadRow): Promise<LoadRow> {
  return (await selectLoads(db, laneOf(load.account_id), [load.id]))[0]!
}

/** Looks at the provider for what became of a load, and settles it accordingly. */
export async function lookAtCharge(db: Database, psp: Psp, load: LoadRow, nowMs: number): Promise<Settled> {
  const found = await psp.findCharge(chargeIdentityOf(load))
  // The request that charges may be on its way at this moment: give it time.
  if (!found && nowMs - load.at.getTime() < arrivalMs) return { load: await reload(db, load), action: null }
  const charge = found ?? notCharged
  const waitsTooLong = charge.status === 'actionRequired' && nowMs - load.at.getTime() > patienceMs
  return settleLoad(db, psp, load, waitsTooLong ? await psp.cancelCharge(chargeIdentityOf(load)) : charge)
}

/**
 * Settles loads whose charge's answer was lost, or that were left waiting: asks the provider what became of them. Returns how many were
 * settled. One that can't be settled now doesn't keep the others waiting; its error is thrown at the end.
 */
export async function settlePending(db: Database, psp: Psp, nowMs: number, olderThanSeconds = 60): Promise<number> {
  let settled = 0
  const failures: unknown[] = []
  const { provider } = psp
  for (let lane = 0; lane < laneCount; lane++) {
    for (const load of await selectPending(db, { lane, provider, beforeMs: nowMs - olderThanSeconds * 1000 })) {
      try {
        if ((await lookAtCharge(db, psp, load, nowMs)).load.status !== 'pending') settled++
      } catch (error) {
        failures.push(error)
      }
    }
  }
  if (failures.length > 0) throw failures[0]
  return settled
}
