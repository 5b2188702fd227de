import type { PaymentItem } from '@ringfence/contract'
import { formatMoney, IconButton } from '@ringfence/ui'
import { Minus, Plus } from 'lucide-preact'

interface RefundLinesProps {
  items: PaymentItem[]
  currency: string
  /** How many of each item are given back. */
  quantities: readonly number[]
  onChange: (quantities: number[]) => void
}

export function RefundLines({ items, currency, quantities, onChange }: RefundLinesProps) {
  const set = (at: number, quantity: number) => onChange(quantities.map((old, line) => (line === at ? quantity : old)))
  return (
    <ul class="refund-lines">
      {items.map((item, at) => {
        const chosen = quantities[at] ?? 0
        return (
          <li key={`${at} ${item.name}`} class="refund-lines__line">
            <span class="refund-lines__name">
              {item.name}
              <span class="receipt__note num">{formatMoney({ amount: item.unitAmount, currency })} each, plus tax</span>
            </span>
            <span class="refund-lines__count num">
              <IconButton
                label={`One ${item.name} less`}
                size="dense"
                disabled={chosen === 0}
                onClick={() => set(at, chosen - 1)}
              >
                <Minus size={18} />
              </IconButton>
              <output aria-label={`${item.name} to give back`}>
                {chosen} of {item.quantity}
              </output>
              <IconButton
                label={`One ${item.name} more`}
                size="dense"
                disabled={chosen === item.quantity}
                onClick={() => set(at, chosen + 1)}
              >
                <Plus size={18} />
              </IconButton>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
