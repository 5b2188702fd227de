/** The cash load being keyed in. */
import { computed, signal } from '@preact/signals'
import { formatMoney } from '@ringfence/ui'
import type { Advice } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { work } from '../../session.ts'

/** Minor units; 0 when nothing is keyed in. */
export const loadAmount = signal(0)

/** Why this amount can't be loaded; undefined when it can. */
export const loadTrouble = computed<Advice | undefined>(() => {
  const amount = loadAmount.value
  const { loadMinimum, balanceMaximum } = brand.value
  const currency = work.value?.store.currency ?? brand.value.currency
  if (amount === 0) return { title: 'How much?', detail: 'Choose or key in an amount, then scan the code.' }
  if (amount < loadMinimum) {
    return { title: 'Too little.', detail: `Load at least ${formatMoney({ amount: loadMinimum, currency })}.` }
  }
  if (amount > balanceMaximum) {
    return {
      title: 'Too much.',
      detail: `A balance may be ${formatMoney({ amount: balanceMaximum, currency })} at most.`,
    }
  }
  return undefined
})

export function clearLoad(): void {
  loadAmount.value = 0
}
