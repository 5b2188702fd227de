import { Button, formatMoney } from '@ringfence/ui'
import { Banknote, CreditCard } from 'lucide-preact'
import { connection } from '../../live.ts'
import { giftAmountTrouble, type SaleTender } from './gift-amount.ts'

interface PayButtonsProps {
  amount: number
  currency: string
  /** What is still missing, in the cashier's words; undefined when all is there. */
  missing: string | undefined
  onPay: (tender: SaleTender) => void
}

/** How the buyer pays: stored value can't buy a gift card. */
export function PayButtons({ amount, currency, missing, onPay }: PayButtonsProps) {
  const isOffline = connection.value === 'offline'
  const trouble = isOffline
    ? 'No connection: gift cards can be sold when the network is back.'
    : (missing ?? giftAmountTrouble(amount, currency))
  const money = formatMoney({ amount, currency })
  return (
    <div class="gift__pay">
      <p class="gift__note" role="status">
        {trouble ?? 'Take the money, then press how it was paid.'}
      </p>
      <div class="gift__pay-ways">
        <Button
          size="till"
          variant="primary"
          icon={<Banknote size={22} />}
          disabled={trouble !== undefined}
          onClick={() => onPay('cash')}
        >
          {trouble ? 'Paid in cash' : `${money} in cash`}
        </Button>
        <Button
          size="till"
          variant="primary"
          icon={<CreditCard size={22} />}
          disabled={trouble !== undefined}
          onClick={() => onPay('cardAtTill')}
        >
          {trouble ? 'Paid by card' : `${money} by card`}
        </Button>
      </div>
    </div>
  )
}
