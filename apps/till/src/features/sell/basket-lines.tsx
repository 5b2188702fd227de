import { formatMoney, IconButton } from '@ringfence/ui'
import { Minus, Plus, Trash2 } from 'lucide-preact'
import { useEffect, useRef } from 'preact/hooks'
import { work } from '../../session.ts'
import { type Line, quantityMax } from './basket.ts'
import { changeQuantity, lines, openLine, remove } from './basket-state.ts'

/** The lines; the one touched last shows its buttons. */
export function BasketLines() {
  return (
    <ul class="lines" aria-label="Items in the basket">
      {lines.value.map(line => (
        <BasketLine key={line.key} line={line} isOpen={openLine.value === line.key} />
      ))}
    </ul>
  )
}

function BasketLine({ line, isOpen }: { line: Line; isOpen: boolean }) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen, line.quantity])
  const { currency } = work.value!.store
  const price = formatMoney({ amount: line.quantity * line.unitAmount, currency })
  return (
    <li ref={row} class="line">
      <button
        type="button"
        class="line__row"
        aria-expanded={isOpen}
        aria-label={`${line.quantity} ${line.name}, ${price}`}
        onClick={() => {
          openLine.value = isOpen ? undefined : line.key
        }}
      >
        <span class="line__quantity num">{line.quantity}</span>
        <span class="line__text">
          <span class="line__name">{line.name}</span>
          {line.options.length > 0 && <span class="line__options">{line.options.join(', ')}</span>}
        </span>
        <span class="line__price num">{price}</span>
      </button>
      {isOpen && <LineButtons line={line} />}
    </li>
  )
}

function LineButtons({ line }: { line: Line }) {
  const { key, name, quantity } = line
  return (
    <div class="line__buttons">
      <IconButton
        key={`${key}-less`}
        size="till"
        label={quantity === 1 ? `Remove ${name}` : `Less ${name}`}
        onClick={() => changeQuantity(line, quantity - 1)}
      >
        {quantity === 1 ? <Trash2 size={24} /> : <Minus size={26} />}
      </IconButton>
      <output class="line__count num" aria-label={`How many ${name}`}>
        {quantity}
      </output>
      <IconButton
        size="till"
        label={`More ${name}`}
        disabled={quantity >= quantityMax}
        onClick={() => changeQuantity(line, quantity + 1)}
      >
        <Plus size={26} />
      </IconButton>
      {quantity > 1 && (
        <IconButton size="till" class="line__remove" label={`Remove ${name}`} onClick={() => remove(line)}>
          <Trash2 size={24} />
        </IconButton>
      )}
    </div>
  )
}
