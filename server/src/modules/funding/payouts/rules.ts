/** Reconciliation: whether each line of a payout is in our books. Pure. */
import type { PayoutItemType } from '@ringfence/contract'

export type Problem = 'unknown' | 'amountDiffers' | 'notBooked'

export interface ItemToMatch {
  readonly type: PayoutItemType
  /** Minor units; what leaves us is negative. */
  readonly gross: bigint
}

/** What our books say of a charge, refund or dispute. */
export interface Booked {
  readonly amount: bigint
  /** `returned`: charged, could not be booked, and so went back whole. */
  readonly state: 'booked' | 'returned' | 'pending'
}

/** Null: it is in our books, or needs no place there (fees are posted with the payout). */
export function problemOf(item: ItemToMatch, booked: Booked | undefined): Problem | null {
  if (item.type === 'fee') return null
  if (item.type === 'other' || booked === undefined) return 'unknown'
  const comesIn = item.type === 'charge' || item.type === 'disputeReversal'
  if (item.gross !== (comesIn ? booked.amount : -booked.amount)) return 'amountDiffers'
  return booked.state === 'pending' ? 'notBooked' : null
}

/** What the provider kept of a payout's lines: the fee of each, and lines that are a fee themselves. */
export function feesOf(items: readonly { type: PayoutItemType; gross: bigint; fee: bigint }[]): bigint {
  return items.reduce((sum, { type, gross, fee }) => sum + fee - (type === 'fee' ? gross : 0n), 0n)
}
