/** What a dispute of a gift's charge takes. Pure. */
import type { Uuid } from '../../kernel/ids.ts'

/** What an account holds of the gift's own lot, free to be spent. */
export interface Holding {
  readonly accountId: Uuid
  readonly amount: bigint
}

export interface GiftDisputePlan {
  readonly amount: bigint
  readonly parts: readonly Holding[]
  readonly taken: bigint
  /** What was spent, or is set aside by a hold: the brand's. Whoever got the gift owes nothing. */
  readonly loss: bigint
}

/** Undefined: nothing of the gift is left to dispute. `disputed`: what earlier disputes took and have not given back. */
export function planGiftDispute(
  gift: { amount: bigint; disputed: bigint },
  wanted: bigint,
  holdings: readonly Holding[],
): GiftDisputePlan | undefined {
  const rest = gift.amount - gift.disputed
  const amount = wanted < rest ? wanted : rest
  if (amount <= 0n) return undefined
  const parts: Holding[] = []
  let loss = amount
  for (const { accountId, amount: held } of holdings) {
    const part = held < loss ? held : loss
    if (part > 0n) parts.push({ accountId, amount: part })
    loss -= part
  }
  return { amount, parts, taken: amount - loss, loss }
}
