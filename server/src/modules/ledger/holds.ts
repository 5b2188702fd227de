/**
 * Holds: value set aside for a payment that is not certain yet. It leaves the account's balance at once, with its lots, and lies in the
 * brand's account `holds` until it is captured (whole or in part, the rest goes back), voided or expired. A hold is closed once.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { ownAccountId } from './accounts.ts'
import { laneOf } from './lanes.ts'
import { drawsOf } from './lots.ts'
import { postTransfers } from './post.ts'
import { type LotPart, splitParts } from './rules.ts'
import { addHeld, closeHold, type HoldRow, insertHold, lockHold } from './store-holds.ts'

export interface NewHold {
  /** Also the id of the transfer that sets the value aside: the same hold is never placed twice. */
  readonly id: Uuid
  readonly accountId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly expiresMs: number
  readonly atMs: number
}

/** Throws `PostingRefused` when the account does not allow it. */
export async function placeHold(tx: Transaction, hold: NewHold): Promise<void> {
  const { id, accountId, amount, currency, atMs } = hold
  await postTransfers(tx, [
    {
      id,
      kind: 'hold',
      debit: { id: accountId, guarded: true },
      credit: { id: ownAccountId('holds', currency), guarded: false },
      amount,
      currency,
      atMs,
    },
  ])
  await addHeld(tx, laneOf(accountId), accountId, amount)
  await insertHold(tx, { ...hold, lane: laneOf(accountId) })
}

export type CloseOutcome =
  | { readonly ok: true; readonly captured: bigint; readonly released: bigint }
  | { readonly ok: false; readonly code: 'not_found' | 'hold_closed' | 'limit_exceeded' }

/**
 * Turns a hold into a transfer to `creditId` (a store's sales) and gives the rest back to the lots it came from. What is captured
 * follows the spend order. A hold that is past its time but not expired yet can still be captured.
 */
export async function captureHold(
  tx: Transaction,
  capture: { holdId: Uuid; transferId: Uuid; amount: bigint; creditId: Uuid; atMs: number },
): Promise<CloseOutcome> {
  const hold = await lockHold(tx, capture.holdId)
  if (!hold) return { ok: false, code: 'not_found' }
  if (hold.state !== 'open') return { ok: false, code: 'hold_closed' }
  if (capture.amount > hold.amount || capture.amount <= 0n) return { ok: false, code: 'limit_exceeded' }
  const draws = (await drawsOf(tx, [hold.id])).get(hold.id)!
  const [taken, rest] = splitParts(draws, capture.amount)
  await addHeld(tx, hold.lane, hold.account_id, -hold.amount)
  const holds = { id: ownAccountId('holds', hold.currency), guarded: false }
  const { currency } = hold
  const { atMs } = capture
  await postTransfers(tx, [
    {
      id: capture.transferId,
      kind: 'capture',
      debit: holds,
      credit: { id: capture.creditId, guarded: false },
      amount: capture.amount,
      currency,
      atMs,
      lots: taken,
      lane: hold.lane,
    },
    ...release(hold, hold.amount - capture.amount, rest, atMs),
  ])
  await closeHold(tx, hold, { state: 'captured', captured: capture.amount, atMs })
  return { ok: true, captured: capture.amount, released: hold.amount - capture.amount }
}

/** Gives a hold back whole, to the lots it came from. */
export async function releaseHold(
  tx: Transaction,
  release_: { holdId: Uuid; atMs: number; why: 'voided' | 'expired' },
): Promise<CloseOutcome> {
  const hold = await lockHold(tx, release_.holdId)
  if (!hold) return { ok: false, code: 'not_found' }
  if (hold.state !== 'open') return { ok: false, code: 'hold_closed' }
  const draws = (await drawsOf(tx, [hold.id])).get(hold.id)!
  await addHeld(tx, hold.lane, hold.account_id, -hold.amount)
  await postTransfers(tx, release(hold, hold.amount, draws, release_.atMs))
  await closeHold(tx, hold, { state: release_.why, captured: 0n, atMs: release_.atMs })
  return { ok: true, captured: 0n, released: hold.amount }
}

function release(hold: HoldRow, amount: bigint, lots: readonly LotPart[], atMs: number) {
  if (amount === 0n) return []
  const holds = { id: ownAccountId('holds', hold.currency), guarded: false }
  const account = { id: hold.account_id, guarded: true }
  return [
    {
      id: newId(atMs),
      kind: 'release' as const,
      debit: holds,
      credit: account,
      amount,
      currency: hold.currency,
      atMs,
      lots,
    },
  ]
}
