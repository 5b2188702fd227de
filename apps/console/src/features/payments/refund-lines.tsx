import type { Payment } from '@ringfence/contract'
import { formatMoney, IconButton } from '@ringfence/ui'
import { Minus, Plus } from 'lucide-preact'
import { returnedQuantities } from './refund-draft.ts'

interface RefundLinesProps {
  payment: Payment
  /** How many of each item are given back. */
  quantities: readonly number[]
  onChange: (quantities: number[]) => void
}

export function RefundLines({ payment, quantities, onChange }: RefundLinesProps) {
  const { items, currency } = payment
  const returned = returnedQuantities(payment)
  const set = (at: number, quantity: number) => onChange(quantities.map((old, line) => (line === at ? quantity : old)))
  return (
    <ul class="refund-lines">
      {items.map((item, at) => {
        const chosen = quantities[at] ?? 0
        const left = item.quantity - (returned[at] ?? 0)
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
                {chosen} of {left}
              </output>
              <IconButton
                label={`One ${item.name} more`}
                size="dense"
                disabled={chosen >= left}
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
