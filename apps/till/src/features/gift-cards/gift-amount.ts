/** What a gift card may be sold for. */
import { formatMoney } from '@ringfence/ui'
import { brand } from '../../brand.ts'

/** Why it can't be sold for this; undefined when it can. 0 is an amount that is not keyed in yet. */
export function giftAmountTrouble(amount: number, currency: string): string | undefined {
  const { amountMinimum, amountMaximum } = brand.value.gifts
  if (amount === 0) return 'Choose or key in an amount.'
  if (amount < amountMinimum) return `At least ${formatMoney({ amount: amountMinimum, currency })}.`
  return amount > amountMaximum ? `At most ${formatMoney({ amount: amountMaximum, currency })}.` : undefined
}

export type SaleTender = 'cash' | 'cardAtTill'
