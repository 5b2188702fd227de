import type { Failed } from '@ringfence/contract'
import { ErrorState, online } from '@ringfence/ui'
import { adviceFor } from '../advice.ts'

interface FailureProps {
  failure: Failed
  onRetry: () => void
  retrying?: boolean
  /** What will be here with a network: `Your devices`. */
  what?: string
}

/** What went wrong and a retry. A known lack of network needs neither alarm nor retry: it is read again by itself. */
export function Failure({ failure, onRetry, retrying, what }: FailureProps) {
  if (what && !online.value && failure.code === 'network') {
    return <p class="dim">{what} will be here when you are back online.</p>
  }
  const { title, detail } = adviceFor(failure)
  return (
    <ErrorState title={title} onRetry={onRetry} retrying={retrying}>
      {detail}
    </ErrorState>
  )
}
