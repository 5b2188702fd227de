import { AmountInput, formatMoney } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import '../../parts/choice-chips.css'
import { shareOf } from './tip.ts'

interface TipChoiceProps {
  /** What the tip is a share of, minor units. */
  amount: number
  currency: string
  percents: readonly number[]
  /** The most that may be given, minor units. */
  maximum: number
  tip: number
  onChoose: (tipMinor: number) => void
}

/** No tip, a share, or an own amount. */
export function TipChoice({ amount, currency, percents, maximum, tip, onChoose }: TipChoiceProps) {
  const [chosen, setChosen] = useState<number | 'own' | 'none'>('none')
  const shares = percents.map(percent => ({ percent, value: shareOf(amount, percent) }))
  const money = (minor: number) => formatMoney({ amount: minor, currency })
  return (
    <div class="tip">
      <fieldset class="chips chips--many" aria-label="Tip">
        <button
          type="button"
          class="chips__chip"
          aria-pressed={chosen === 'none'}
          onClick={() => {
            setChosen('none')
            onChoose(0)
          }}
        >
          None
        </button>
        {shares
          .filter(({ value }) => value > 0 && value <= maximum)
          .map(({ percent, value }) => (
            <button
              key={percent}
              type="button"
              class="chips__chip num"
              aria-pressed={chosen === percent}
              aria-label={`${percent} percent, ${money(value)}`}
              onClick={() => {
                setChosen(percent)
                onChoose(value)
              }}
            >
              {percent}%<span class="chips__note">{money(value)}</span>
            </button>
          ))}
        <button
          type="button"
          class="chips__chip"
          aria-pressed={chosen === 'own'}
          onClick={() => {
            setChosen('own')
            onChoose(0)
          }}
        >
          Other
        </button>
      </fieldset>
      {chosen === 'own' && (
        <AmountInput
          label="Your tip"
          value={tip}
          currency={currency}
          onInput={onChoose}
          error={tip > maximum && `At most ${money(maximum)}.`}
          autoFocus
        />
      )}
    </div>
  )
}
