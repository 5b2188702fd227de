import { Button } from '@ringfence/ui'
import { useLocation, useSearchParams } from 'wouter-preact'
import { deviceZone, instantOf, localOf } from '../../data/moment.ts'

/** The moment the page is about, from the address; undefined is now. */
export function useMoment(): string | undefined {
  const [query] = useSearchParams()
  return instantOf(query.get('at') ?? '')
}

/** Chooses a moment of the past, or now. */
export function AtFilter() {
  const at = useMoment()
  const [path, navigate] = useLocation()
  const choose = (instant: string | undefined) => navigate(instant ? `${path}?at=${instant}` : path, { replace: true })
  return (
    <div class="at-filter">
      <label class="at-filter__label" for="ledger-at">
        Balance at
      </label>
      <input
        id="ledger-at"
        class="at-filter__field num"
        type="datetime-local"
        title={`In your time zone, ${deviceZone()}`}
        value={at ? localOf(at) : ''}
        onChange={event => choose(instantOf(event.currentTarget.value))}
      />
      <Button size="dense" disabled={at === undefined} onClick={() => choose(undefined)}>
        Now
      </Button>
    </div>
  )
}
