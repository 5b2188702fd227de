import { useEffect, useRef } from 'preact/hooks'
import { currencySign, digitsToMinor, formatMinor } from '../money.ts'
import './amount-input.css'
import { classNames } from './class-names.ts'
import { type FieldLabels, FieldShell } from './field.tsx'

export interface AmountInputProps extends FieldLabels {
  /** Integer minor units; 0 when nothing is typed. */
  value: number
  currency: string
  onInput: (amountMinor: number) => void
  name?: string | undefined
  disabled?: boolean | undefined
  autoFocus?: boolean | undefined
}

/** An amount typed as on a till: digits shift in from the right, no separator is ever typed. */
export function AmountInput({ value, currency, onInput, name, disabled, autoFocus, ...labels }: AmountInputProps) {
  const { sign, before } = currencySign(currency)
  const control = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (autoFocus) control.current?.focus()
  }, [autoFocus])
  const symbol = <span aria-hidden="true">{sign}</span>

  function take(input: HTMLInputElement): void {
    const amount = digitsToMinor(input.value)
    // Written here too: when the amount stays the same, no render would undo what was typed.
    input.value = formatMinor({ amount, currency })
    toEnd(input)
    onInput(amount)
  }

  return (
    <FieldShell {...labels}>
      {wiring => (
        <span class={classNames('amount-input', value === 0 && 'amount-input--empty')}>
          {before && symbol}
          <input
            {...wiring}
            class="amount-input__control num"
            inputMode="numeric"
            autoComplete="off"
            name={name}
            disabled={disabled}
            ref={control}
            data-autofocus={autoFocus}
            value={formatMinor({ amount: value, currency })}
            onInput={event => take(event.currentTarget)}
            onFocus={event => toEnd(event.currentTarget)}
            onClick={event => toEnd(event.currentTarget)}
          />
          {!before && symbol}
        </span>
      )}
    </FieldShell>
  )
}

function toEnd(input: HTMLInputElement): void {
  input.setSelectionRange(input.value.length, input.value.length)
}
