import type { Payment } from '@ringfence/contract'
import { formatMoney, IconButton } from '@ringfence/ui'
import { Minus, Plus } from 'lucide-preact'
import { amountOfPieces, refundablePieces } from './refund.ts'

interface RefundLinesProps {
  payment: Payment
  quantities: ReadonlyMap<number, number>
  onChange: (quantities: ReadonlyMap<number, number>) => void
}

/** How many of each line go back. */
export function RefundLines({ payment, quantities, onChange }: RefundLinesProps) {
  const set = (index: number, quantity: number) => onChange(new Map(quantities).set(index, quantity))
  return (
    <ul class="refund__lines" aria-label="Items to give back">
      {payment.items.map((item, index) => {
        const chosen = quantities.get(index) ?? 0
        const most = refundablePieces(payment, index)
        const price = formatMoney({
          amount: amountOfPieces(payment, index, Math.max(chosen, 1)),
          currency: payment.currency,
        })
        return (
          <li key={`${index} ${item.name}`} class="refund__line">
            <span class="line__text">
              <span class="line__name">{item.name}</span>
              <span class="line__options num">
                {most === 0 ? 'given back' : `${price} with tax${chosen === 0 ? ' each' : ''}`}
              </span>
            </span>
            <IconButton
              size="till"
              label={`Fewer ${item.name} back`}
              disabled={chosen === 0}
              onClick={() => set(index, chosen - 1)}
            >
              <Minus size={26} />
            </IconButton>
            <output class="refund__count num" aria-label={`${item.name} to give back`}>
              {chosen}/{most}
            </output>
            <IconButton
              size="till"
              label={`More ${item.name} back`}
              disabled={chosen >= most}
              onClick={() => set(index, chosen + 1)}
            >
              <Plus size={26} />
            </IconButton>
          </li>
        )
      })}
    </ul>
  )
}
