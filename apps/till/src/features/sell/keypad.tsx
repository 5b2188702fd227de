import { Amount } from '@ringfence/ui'
import { Delete } from 'lucide-preact'
import { type KeypadKey, keypadKeys, pressKey } from './keypad.ts'
import './keypad.css'

interface KeypadProps {
  label: string
  /** Minor units; 0 when nothing is keyed in. */
  value: number
  currency: string
  onChange: (amountMinor: number) => void
}

export function Keypad({ label, value, currency, onChange }: KeypadProps) {
  return (
    <section class="keypad" aria-label={label}>
      <output class={value === 0 ? 'keypad__amount keypad__amount--empty' : 'keypad__amount'} aria-label={label}>
        <Amount value={{ amount: value, currency }} />
      </output>
      <div class="keypad__keys">
        {keypadKeys.map(key => (
          <button
            key={key}
            type="button"
            class="keypad__key num"
            aria-label={nameOf(key)}
            onClick={() => onChange(pressKey(value, key))}
          >
            {key === 'back' ? <Delete size={28} aria-hidden="true" /> : key}
          </button>
        ))}
      </div>
    </section>
  )
}

const nameOf = (key: KeypadKey) => (key === 'back' ? 'Delete digit' : key)
