/** Believable baskets: a drink for the time of day, often something with it. */
import { basketTotals, type PaymentItem, taxOf } from '@ringfence/contract'
import { namedId, toTypeId } from '../kernel/ids.ts'
import { drinks, type MenuEntry, sides } from './menu.ts'
import type { Random } from './random.ts'
import type { DemoStore } from './stores.ts'

export interface DemoBasket {
  readonly items: PaymentItem[]
  readonly tax: number
  readonly tip: number
  readonly total: number
}

/** `usual`: what this customer drinks most days. `hour`: local. */
export function basketFor(random: Random, store: DemoStore, usual: MenuEntry, hour: number): DemoBasket {
  const daypart = hour < 11 ? 0 : hour < 15 ? 1 : 2
  const choose = (from: readonly MenuEntry[]) => from[random.weighted(from.map(entry => entry.appeal[daypart]))]!
  const chosen = [random.chance(0.6) ? usual : choose(drinks)]
  if (random.chance(0.4)) chosen.push(choose(sides))
  if (random.chance(0.1)) chosen.push(choose(drinks))
  const items = [...new Set(chosen)].map(entry => lineOf(random, store, entry))
  const { subtotal } = basketTotals(items)
  const isTipped = random.chance(0.22) && subtotal < 2500
  const tip = isTipped ? Math.floor((subtotal * random.pick([10, 15, 15, 20]) + 50) / 100) : 0
  return { items, ...basketTotals(items, tip) }
}

function lineOf(random: Random, store: DemoStore, entry: MenuEntry): PaymentItem {
  const option = entry.options.length > 0 && random.chance(0.3) ? random.pick(entry.options) : undefined
  const quantity = entry.amount < 1000 && random.chance(0.07) ? 2 : 1
  const unitAmount = entry.amount + (option?.amount ?? 0)
  return {
    itemId: toTypeId('itm', itemIdOf(store, entry)),
    name: entry.name,
    ...(option ? { note: option.name } : {}),
    quantity,
    unitAmount,
    tax: taxOf(quantity * unitAmount, taxBasisPointsOf(store, entry)),
  }
}

export function itemIdOf(store: DemoStore, entry: MenuEntry): string {
  return namedId('demo item', store.name, entry.name)
}

export function taxBasisPointsOf(store: DemoStore, entry: MenuEntry): number {
  return entry.taxed ? store.taxBasisPoints : 0
}
