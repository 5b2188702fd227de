import type { MenuItem } from '@ringfence/contract'
import { Button, formatMoney, Sheet } from '@ringfence/ui'
import { Check } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { lineOf } from './basket.ts'
import { add } from './basket-state.ts'

interface OptionsSheetProps {
  /** Undefined: closed. */
  item: MenuItem | undefined
  currency: string
  onClose: () => void
}

export function OptionsSheet({ item, currency, onClose }: OptionsSheetProps) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  useEffect(() => setChosen([]), [item])
  if (!item) return null
  const line = lineOf(
    item,
    item.options.filter(option => chosen.includes(option.name)),
  )
  const toggle = (name: string) =>
    setChosen(chosen.includes(name) ? chosen.filter(each => each !== name) : [...chosen, name])
  const confirm = () => {
    add(line)
    onClose()
  }
  return (
    <Sheet
      open
      onClose={onClose}
      title={item.name}
      footer={
        <Button size="till" variant="primary" onClick={confirm}>
          Add {formatMoney({ amount: line.unitAmount, currency })}
        </Button>
      }
    >
      <fieldset class="options">
        <legend class="visually-hidden">Options</legend>
        {item.options.map(option => (
          <label key={option.name} class="options__choice">
            <input
              class="visually-hidden"
              type="checkbox"
              checked={chosen.includes(option.name)}
              onChange={() => toggle(option.name)}
            />
            <span class="options__box" aria-hidden="true">
              <Check size={20} />
            </span>
            <span class="options__name">{option.name}</span>
            <span class="dim num">
              {option.amount === 0 ? 'free' : formatMoney({ amount: option.amount, currency }, { sign: 'always' })}
            </span>
          </label>
        ))}
      </fieldset>
    </Sheet>
  )
}
