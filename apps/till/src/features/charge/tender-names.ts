/** Ways to pay, as the cashier calls them. */
import { formatMoney } from '@ringfence/ui'
import type { TenderPart } from './requests.ts'

export function tenderName({ type, lastDigits, tip }: TenderPart): string {
  if (tip) return 'Tip from the balance'
  if (type === 'giftCard') return lastDigits ? `Gift card ·· ${lastDigits}` : 'Gift card'
  if (type === 'storedValue') return 'Balance'
  return type === 'cash' ? 'Cash' : 'Bank card'
}

/** What of the tenders is cash in hand. */
export const cashOf = (tenders: readonly TenderPart[]): number =>
  tenders.filter(({ type }) => type === 'cash').reduce((sum, { amount }) => sum + amount, 0)

export const bankCardOf = (tenders: readonly TenderPart[]): number =>
  tenders.filter(({ type }) => type === 'card').reduce((sum, { amount }) => sum + amount, 0)

/** `Balance $3.00 · Gift card ·· 4821 $5.00` */
export function tendersText(tenders: readonly TenderPart[], currency: string): string {
  return tenders.map(part => `${tenderName(part)} ${formatMoney({ amount: part.amount, currency })}`).join(' · ')
}
