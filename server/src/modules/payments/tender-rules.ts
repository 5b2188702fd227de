/** Who pays how much of a basket: gift cards first, then the account, the rest at the till. Pure; amounts are bigint minor units. */
import type { Uuid } from '../../kernel/ids.ts'
import { type DrainableCard, drainCards } from '../gift-cards/index.ts'

/** Cash or card that the till takes for the rest. */
export interface TillTender {
  readonly type: 'cash' | 'card'
  readonly amount: bigint
}

export interface TenderSources {
  /** In any order: what expires first is spent first, and only as far as needed. */
  readonly giftCards: readonly DrainableCard[]
  /** The account behind the pay code: spent last of what is stored. */
  readonly account: DrainableCard | undefined
  readonly atTill: readonly TillTender[]
}

export interface TenderShare {
  readonly type: 'giftCard' | 'storedValue' | 'cash' | 'card'
  /** Undefined: taken at the till. */
  readonly accountId: Uuid | undefined
  readonly amount: bigint
}

export interface TenderPlan {
  /** In the order in which they are spent. */
  readonly shares: readonly TenderShare[]
  /** What stored value and gift cards pay. */
  readonly approved: bigint
  /** What nobody pays yet. */
  readonly missing: bigint
}

/**
 * What the till takes is taken as it says; stored value covers what is left, never more. Undefined when the till takes all of it or
 * more: then nothing is left to charge here.
 */
export function planTenders(amount: bigint, sources: TenderSources, atMs: number): TenderPlan | undefined {
  const atTill = sources.atTill.reduce((sum, tender) => sum + tender.amount, 0n)
  const needed = amount - atTill
  if (needed <= 0n) return undefined
  const cards = drainCards(sources.giftCards, needed, atMs)
  const account = drainCards(sources.account ? [sources.account] : [], cards.missing, atMs)
  const shares: TenderShare[] = [
    ...cards.draws.map(draw => ({ type: 'giftCard' as const, accountId: draw.cardId, amount: draw.amount })),
    ...account.draws.map(draw => ({ type: 'storedValue' as const, accountId: draw.cardId, amount: draw.amount })),
    ...sources.atTill.map(tender => ({ ...tender, accountId: undefined })),
  ]
  return { shares, approved: needed - account.missing, missing: account.missing }
}

/** What part of an amount belongs to the part of a hold that is captured; rounded down. */
export function captureShare(part: bigint, captured: bigint, held: bigint): bigint {
  return (part * captured) / held
}
