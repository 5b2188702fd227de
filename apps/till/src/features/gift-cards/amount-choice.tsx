import { Button, formatMoney, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { Keypad } from '../sell/keypad.tsx'
import { giftAmountTrouble } from './gift-amount.ts'

interface AmountChoiceProps {
  value: number
  currency: string
  onChange: (amount: number) => void
}

/** The usual amounts in one tap, any other by keys. */
export function AmountChoice({ value, currency, onChange }: AmountChoiceProps) {
  const [asking, setAsking] = useState(false)
  const { presets } = brand.value.gifts
  const isOther = value > 0 && !presets.includes(value)
  return (
    <section class="gift__chips" aria-label="Amount">
      {presets.map(amount => (
        <button
          key={amount}
          type="button"
          class="chip presets__chip num"
          aria-pressed={value === amount}
          onClick={() => onChange(amount)}
        >
          {formatMoney({ amount, currency }, { fraction: 'trim' })}
        </button>
      ))}
      <button type="button" class="chip presets__chip" aria-pressed={isOther} onClick={() => setAsking(true)}>
        Other
        {isOther && <span class="chip__detail num">{formatMoney({ amount: value, currency })}</span>}
      </button>
      <Sheet open={asking} onClose={() => setAsking(false)} title="Amount">
        <OwnAmount
          value={isOther ? value : 0}
          currency={currency}
          onDone={amount => {
            onChange(amount)
            setAsking(false)
          }}
        />
      </Sheet>
    </section>
  )
}

function OwnAmount({
  value,
  currency,
  onDone,
}: Omit<AmountChoiceProps, 'onChange'> & { onDone: (amount: number) => void }) {
  const [amount, setAmount] = useState(value)
  const trouble = giftAmountTrouble(amount, currency)
  return (
    <>
      <Keypad label="Amount" value={amount} currency={currency} onChange={setAmount} />
      {trouble && amount > 0 && <p role="alert">{trouble}</p>}
      <Button size="till" variant="primary" wide disabled={trouble !== undefined} onClick={() => onDone(amount)}>
        Use {formatMoney({ amount, currency })}
      </Button>
    </>
  )
}
