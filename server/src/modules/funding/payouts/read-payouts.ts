/**
 * Reconciliation: reads the provider's payouts, looks for every line in our books, and posts what arrived at the bank and what the
 * provider kept. A payout is written and posted once; its lines that did not match are looked for again until they do.
 */
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { Database, Queryable, Transaction } from '../../../platform/database.ts'
import { giftChargeStates, giftDisputeStates } from '../../gift-cards/index.ts'
import { type NewTransfer, ownAccountId, postTransfers } from '../../ledger/index.ts'
import { keyOf } from '../psp/keys.ts'
import type { Psp, PspPayout, PspPayoutItem } from '../psp/psp.ts'
import { type Booked, feesOf, problemOf } from './rules.ts'
import {
  insertItems,
  insertPayout,
  type MatchedItem,
  type PayoutRow,
  selectBookedCharges,
  selectBookedDisputes,
  selectBookedRefunds,
  selectItems,
  selectPayoutByReference,
  updateFailed,
  updateFees,
  updateMatches,
} from './store.ts'

const lookBackMs = 35 * 86_400_000

/** Returns how many payouts were new. Safe in several processes at once. */
export async function readPayouts(db: Database, psp: Psp, nowMs: number): Promise<number> {
  let fresh = 0
  for (const payout of await psp.listPayouts(nowMs - lookBackMs)) {
    const known = await selectPayoutByReference(db, psp.provider, payout.reference)
    if (payout.status === 'paid' && !known && (await record(db, psp, payout, nowMs))) fresh++
    if (payout.status === 'failed' && known) await undo(db, known, nowMs)
    if (known && known.unmatched > 0) await matchAgain(db, known)
  }
  return fresh
}

async function record(db: Database, psp: Psp, payout: PspPayout, nowMs: number): Promise<boolean> {
  const { provider } = psp
  const { reference, amount, currency } = payout
  const items = await match(db, provider, await psp.listPayoutItems(reference))
  const unmatched = items.filter(item => item.problem !== null).length
  const fees = feesOf(items)
  const id = newId(nowMs)
  const row = { id, provider, reference, amount, fees, currency, items: items.length, unmatched }
  return db.transaction(async tx => {
    const arrives_at = new Date(payout.arrivesMs)
    if (!(await insertPayout(tx, { ...row, arrives_at, posted_at: new Date(nowMs) }))) return false
    await insertItems(tx, id, items)
    await updateFees(tx, feesOfLoads(items))
    await postPayout(tx, row, nowMs)
    return true
  })
}

function feesOfLoads(items: readonly MatchedItem[]): { loadId: Uuid; fee: bigint }[] {
  return items.flatMap(({ type, loadId, fee }) => (type === 'charge' && loadId !== null ? [{ loadId, fee }] : []))
}

interface Posting {
  readonly id: Uuid
  readonly amount: bigint
  readonly fees: bigint
  readonly currency: string
}

/** What we have at the provider becomes money at the bank, and fees. Either may be the other way round. */
async function postPayout(tx: Transaction, payout: Posting, atMs: number, reverses?: Uuid): Promise<void> {
  const own = (kind: 'bank' | 'psp_fees' | 'psp_clearing') => ({
    id: ownAccountId(kind, payout.currency),
    guarded: false,
  })
  const between = (id: Uuid, to: 'bank' | 'psp_fees', amount: bigint): NewTransfer[] => {
    if (amount === 0n) return []
    const [debit, credit] = amount > 0n ? [own(to), own('psp_clearing')] : [own('psp_clearing'), own(to)]
    const size = amount > 0n ? amount : -amount
    const more = reverses === undefined || to === 'psp_fees' ? {} : { reverses }
    return [
      {
        id,
        kind: reverses ? 'reversal' : 'adjustment',
        debit,
        credit,
        amount: size,
        currency: payout.currency,
        atMs,
        lane: 0,
        ...more,
      },
    ]
  }
  const transfers = [...between(payout.id, 'bank', payout.amount), ...between(newId(atMs), 'psp_fees', payout.fees)]
  if (transfers.length > 0) await postTransfers(tx, transfers)
}

/** The bank sent it back: the amount is at the provider again, the fees stay paid. */
async function undo(db: Database, payout: PayoutRow, nowMs: number): Promise<void> {
  await db.transaction(async tx => {
    if (!(await updateFailed(tx, payout.id, nowMs))) return
    const back = { id: newId(nowMs), amount: -payout.amount, fees: 0n, currency: payout.currency }
    await postPayout(tx, back, nowMs, payout.id)
  })
}

async function matchAgain(db: Database, payout: PayoutRow): Promise<void> {
  const stored = await selectItems(db, payout.id)
  const items = stored
    .filter(item => item.problem !== null)
    .map(({ our_key: key, at, ...item }) => ({ ...item, key, atMs: at.getTime(), currency: payout.currency }))
  const matched = await match(db, payout.provider, items)
  await db.transaction(async tx => {
    await updateMatches(tx, payout.id, matched)
    await updateFees(tx, feesOfLoads(matched))
  })
}

async function match(db: Queryable, provider: string, items: readonly PspPayoutItem[]): Promise<MatchedItem[]> {
  const keysOf = (type: string) => items.flatMap(item => (item.type === type ? (keyOf(item.key) ?? []) : []))
  const disputes = items.flatMap(({ type, source }) => (type.startsWith('dispute') && source !== null ? [source] : []))
  const [charges, refunds, gifts, disputed, disputedGifts] = await Promise.all([
    selectBookedCharges(db, keysOf('charge')),
    selectBookedRefunds(db, keysOf('refund')),
    giftChargeStates(db, [...keysOf('charge'), ...keysOf('refund')]),
    selectBookedDisputes(db, provider, disputes),
    giftDisputeStates(db, provider, disputes),
  ])
  const gift = (id: string | null, refund: boolean): Known | undefined => {
    const found = gifts.find(candidate => candidate.id === id && (candidate.refunded || !refund))
    return found && { amount: found.amount, state: found.charge, load_id: null }
  }
  const disputeOfGift = (reference: string | null): (Known & { won: boolean }) | undefined => {
    const found = disputedGifts.find(candidate => candidate.reference === reference)
    return found && { amount: found.amount, state: 'booked', load_id: null, won: found.won }
  }
  const known = (item: PspPayoutItem): Known | undefined => {
    if (item.type === 'charge') return charges.find(row => row.name === item.key) ?? gift(item.key, false)
    if (item.type === 'refund') return refunds.find(row => row.name === item.key) ?? gift(item.key, true)
    const dispute = disputed.find(row => row.name === item.source) ?? disputeOfGift(item.source)
    return dispute && item.type === 'disputeReversal' && !dispute.won ? { ...dispute, state: 'pending' } : dispute
  }
  return items.map(item => {
    const booked = known(item)
    return { ...item, loadId: booked?.load_id ?? null, problem: problemOf(item, booked) }
  })
}

/** What a line is in our books; a gift's charge belongs to no load. */
interface Known extends Booked {
  readonly load_id: Uuid | null
}
