import { AmountInput, Card, formatMoney } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import './choice-chips.css'

interface AmountChoiceProps {
  title?: string
  presets: readonly number[]
  currency: string
  amount: number
  minimum: number
  /** The most it may be, minor units. */
  maximum: number
  onChoose: (amountMinor: number) => void
  /** What is wrong with the amount. */
  trouble: string | undefined
}

export function AmountChoice({ title = 'How much?', presets, currency, amount, ...rest }: AmountChoiceProps) {
  const { minimum, maximum, onChoose, trouble } = rest
  const [isOwn, setOwn] = useState(!presets.includes(amount))
  const money = (minor: number) => formatMoney({ amount: minor, currency }, { fraction: 'trim' })
  const choose = (preset: number) => {
    setOwn(false)
    onChoose(preset)
  }
  const chooseOwn = () => {
    setOwn(true)
    // Digits shift in from the right: they would be added to an amount that is there.
    onChoose(0)
  }
  return (
    <Card title={title}>
      <fieldset class="chips" aria-label="Amount">
        {presets.map(preset => (
          <button
            key={preset}
            type="button"
            class="chips__chip num"
            aria-pressed={!isOwn && preset === amount}
            disabled={preset > maximum}
            onClick={() => choose(preset)}
          >
            {money(preset)}
          </button>
        ))}
        <button type="button" class="chips__chip" aria-pressed={isOwn} onClick={chooseOwn}>
          Other
        </button>
      </fieldset>
      {isOwn && (
        <AmountInput
          label="Your amount"
          value={amount}
          currency={currency}
          onInput={onChoose}
          hint={maximum >= minimum && `From ${money(minimum)} to ${money(maximum)}`}
          error={trouble}
          autoFocus={presets.length > 0}
        />
      )}
      {!isOwn && trouble && <p class="trouble">{trouble}</p>}
    </Card>
  )
}
