import type { MyGiftCard } from '@ringfence/contract'

export interface Expiring {
  /** The day it ends, RFC 3339; null: never. */
  readonly at: string | null
  readonly amount: number
}

/** What of the cards' money ends when, soonest first, what never ends last. Cards of one day are told together. */
export function expiriesOf(cards: readonly Pick<MyGiftCard, 'balance' | 'expiresAt'>[]): Expiring[] {
  const sums = new Map<string, Expiring>()
  for (const { balance, expiresAt } of cards) {
    const day = expiresAt?.slice(0, 10) ?? ''
    const before = sums.get(day)
    sums.set(day, { at: before?.at ?? expiresAt, amount: (before?.amount ?? 0) + balance })
  }
  const parts = [...sums.values()]
  return parts.sort((a, b) => (a.at ?? '9').localeCompare(b.at ?? '9'))
}
