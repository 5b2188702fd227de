import { formatMoney } from '@ringfence/ui'
import { Banknote, CreditCard, Gift, Smartphone } from 'lucide-preact'
import type { TenderPart } from './requests.ts'
import { tenderName } from './tender-names.ts'
import './tender-rows.css'

const icons = { storedValue: Smartphone, giftCard: Gift, cash: Banknote, card: CreditCard }

interface TenderRowsProps {
  label: string
  tenders: readonly TenderPart[]
  currency: string
  /** Whose balance it is. */
  customerName?: string | null
}

/** How much comes from, or goes to, each tender. */
export function TenderRows({ label, tenders, currency, customerName }: TenderRowsProps) {
  return (
    <ul class="tender-rows" aria-label={label}>
      {tenders.map((part, at) => {
        const Icon = icons[part.type]
        return (
          <li key={`${at} ${part.type}`} class="tender-row">
            <Icon size={22} aria-hidden="true" />
            <span class="tender-row__name">
              {tenderName(part)}
              {part.type === 'storedValue' && !part.tip && customerName ? ` of ${customerName}` : ''}
            </span>
            <span class="num">{formatMoney({ amount: part.amount, currency })}</span>
          </li>
        )
      })}
    </ul>
  )
}
