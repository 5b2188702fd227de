import type { Failed } from '@ringfence/contract'
import { Banner, Button, ErrorState } from '@ringfence/ui'
import { failureSentence, failureText } from '../data/failure.ts'

interface FailureProps {
  failure: Failed
  onRetry: () => void
  retrying?: boolean
}

/** In place of what could not be read. */
export function Failure({ failure, onRetry, retrying = false }: FailureProps) {
  const { title, advice } = failureText(failure)
  return (
    <ErrorState title={title} onRetry={onRetry} retrying={retrying}>
      {advice}
    </ErrorState>
  )
}

/** Above what is still shown from before, when reading it again failed. */
export function StaleNote({ failure, onRetry, retrying = false }: FailureProps) {
  return (
    <Banner
      tone={failure.code === 'network' ? 'offline' : 'warn'}
      title="These figures may be out of date"
      action={
        <Button size="dense" onClick={onRetry} loading={retrying}>
          Refresh
        </Button>
      }
    >
      {failureSentence(failure)}
    </Banner>
  )
}
