import { AmountInput, formatMoney } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import '../../parts/choice-chips.css'

interface ThresholdChoiceProps {
  threshold: number
  currency: string
  onChoose: (thresholdMinor: number) => void
}

const presets = [500, 1_000, 2_000]

export function ThresholdChoice({ threshold, currency, onChoose }: ThresholdChoiceProps) {
  const [isOwn, setOwn] = useState(!presets.includes(threshold))
  return (
    <>
      <p class="field__label">When my balance is below</p>
      <fieldset class="chips" aria-label="Below">
        {presets.map(preset => (
          <button
            key={preset}
            type="button"
            class="chips__chip num"
            aria-pressed={!isOwn && preset === threshold}
            onClick={() => {
              setOwn(false)
              onChoose(preset)
            }}
          >
            {formatMoney({ amount: preset, currency }, { fraction: 'trim' })}
          </button>
        ))}
        <button
          type="button"
          class="chips__chip"
          aria-pressed={isOwn}
          onClick={() => {
            setOwn(true)
            onChoose(0)
          }}
        >
          Other
        </button>
      </fieldset>
      {isOwn && <AmountInput label="Below" value={threshold} currency={currency} onInput={onChoose} autoFocus />}
    </>
  )
}
