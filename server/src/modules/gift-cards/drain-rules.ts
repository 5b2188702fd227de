/**
 * Several gift cards on one basket: what expires first is spent first, and no more than is needed. Pure.
 * A till that scans every card of a customer for one small basket takes only that basket's amount.
 */
import type { Uuid } from '../../kernel/ids.ts'

export interface DrainableLot {
  readonly id: Uuid
  readonly amount: bigint
  /** Null: never expires; such value is spent last. */
  readonly expiresAt: Date | null
  readonly openedAt: Date
}

export interface DrainableCard {
  readonly id: Uuid
  readonly lots: readonly DrainableLot[]
}

/** What one card gives; its parts are in the order they are spent. */
export interface CardDraw {
  readonly cardId: Uuid
  readonly amount: bigint
  readonly lots: readonly { readonly lotId: Uuid; readonly amount: bigint }[]
}

export interface Drained {
  /** In the order of first use; cards that are not needed are not in it. */
  readonly draws: readonly CardDraw[]
  /** What the cards don't cover. */
  readonly missing: bigint
}

/** Value that has expired at `atMs` counts as nothing. Equal expiries: older value first. */
export function drainCards(cards: readonly DrainableCard[], amount: bigint, atMs: number): Drained {
  const usable = cards
    .flatMap(card => card.lots.map(lot => ({ ...lot, cardId: card.id })))
    .filter(lot => lot.amount > 0n && expiryOf(lot) > atMs)
    .sort((a, b) => compare(expiryOf(a), expiryOf(b)) || compare(openingOf(a), openingOf(b)) || compare(a.id, b.id))
  const draws = new Map<Uuid, { cardId: Uuid; amount: bigint; lots: { lotId: Uuid; amount: bigint }[] }>()
  let missing = amount
  for (const lot of usable) {
    if (missing === 0n) break
    const part = lot.amount < missing ? lot.amount : missing
    const draw = draws.get(lot.cardId) ?? { cardId: lot.cardId, amount: 0n, lots: [] }
    draw.amount += part
    draw.lots.push({ lotId: lot.id, amount: part })
    draws.set(lot.cardId, draw)
    missing -= part
  }
  return { draws: [...draws.values()], missing }
}

function expiryOf(lot: DrainableLot): number {
  return lot.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY
}

function openingOf(lot: DrainableLot): number {
  return lot.openedAt.getTime()
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
