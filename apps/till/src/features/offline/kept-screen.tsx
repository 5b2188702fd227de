import { Button, ResultScreen } from '@ringfence/ui'
import { justKept } from './take-offline.ts'

const close = () => {
  justKept.value = undefined
}

/** Over the whole screen, but never looking like approved: kept, and not yet confirmed. */
export function KeptScreen() {
  const kept = justKept.value
  if (!kept) return null
  return (
    <ResultScreen
      outcome="waiting"
      title="Not yet confirmed"
      amount={kept}
      detail="Kept on this till, at your own risk. It is charged when the network is back."
      dismissMs={4_000}
      onDismiss={close}
      actions={
        <Button size="till" variant="primary" onClick={close}>
          Next customer
        </Button>
      }
    />
  )
}
