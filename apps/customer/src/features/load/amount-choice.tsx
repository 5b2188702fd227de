import { AmountInput, Card, formatMoney } from '@ringfence/ui'
import { useState } from 'preact/hooks'

interface AmountChoiceProps {
  presets: readonly number[]
  currency: string
  amount: number
  minimum: number
  /** How much the balance can still take, minor units. */
  room: number
  onChoose: (amountMinor: number) => void
  /** What is wrong with the amount. */
  trouble: string | undefined
}

export function AmountChoice({ presets, currency, amount, minimum, room, onChoose, trouble }: AmountChoiceProps) {
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
    <Card title="How much?">
      <fieldset class="load__presets" aria-label="Amount">
        {presets.map(preset => (
          <button
            key={preset}
            type="button"
            class="load__preset num"
            aria-pressed={!isOwn && preset === amount}
            disabled={preset > room}
            onClick={() => choose(preset)}
          >
            {money(preset)}
          </button>
        ))}
        <button type="button" class="load__preset" aria-pressed={isOwn} onClick={chooseOwn}>
          Other
        </button>
      </fieldset>
      {isOwn && (
        <AmountInput
          label="Your amount"
          value={amount}
          currency={currency}
          onInput={onChoose}
          hint={room >= minimum && `From ${money(minimum)} to ${money(room)}`}
          error={trouble}
          autoFocus={presets.length > 0}
        />
      )}
      {!isOwn && trouble && <p class="load__trouble">{trouble}</p>}
    </Card>
  )
}
