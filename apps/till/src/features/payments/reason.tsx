import { Field } from '@ringfence/ui'

interface ReasonProps {
  reasons: readonly string[]
  value: string
  onChange: (reason: string) => void
}

/** Why money goes back: the usual reasons in one tap, or in own words. */
export function Reason({ reasons, value, onChange }: ReasonProps) {
  return (
    <section class="refund__reason" aria-label="Reason">
      <div class="refund__reasons">
        {reasons.map(each => (
          <button
            key={each}
            type="button"
            class="chip"
            aria-pressed={value === each}
            onClick={() => onChange(value === each ? '' : each)}
          >
            {each}
          </button>
        ))}
      </div>
      <Field
        label="Reason"
        size="till"
        placeholder="Or say it in your words"
        value={value}
        maxLength={200}
        autoComplete="off"
        onInput={event => onChange(event.currentTarget.value)}
      />
    </section>
  )
}
