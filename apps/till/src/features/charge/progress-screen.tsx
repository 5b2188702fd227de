import { Amount, Button, ResultScreen } from '@ringfence/ui'
import { useEffect, useRef } from 'preact/hooks'
import { type Attempt, type Progress, progress } from './attempt.ts'
import './progress-screen.css'

const close = () => {
  progress.value = undefined
}

/** Whatever happens to money fills the screen: sending, checking, approved, declined. */
export function ProgressScreen() {
  const now = progress.value
  if (!now) return null
  if (now.step === 'approved') return <Approved {...now} />
  if (now.step === 'declined') return <Declined {...now} />
  return <Working {...now} />
}

type At<Step extends Progress['step']> = Extract<Progress, { step: Step }>

const approvedWords = {
  payment: { title: 'Approved', next: 'Next customer' },
  load: { title: 'Loaded', next: 'Done' },
  refund: { title: 'Refunded', next: 'Done' },
} as const

function Approved({ attempt, taken }: At<'approved'>) {
  const { title, next } = approvedWords[attempt.request.kind]
  return (
    <ResultScreen
      outcome="approved"
      title={title}
      amount={{ amount: taken.amount, currency: taken.currency }}
      detail={detailOf(attempt, taken.customerName)}
      dismissMs={4_000}
      onDismiss={close}
      sound
      actions={
        <Button size="till" variant="primary" onClick={close}>
          {next}
        </Button>
      }
    />
  )
}

function detailOf({ request }: Attempt, customerName: string | null): string {
  if (request.kind === 'load') return 'The cash is on the phone’s balance.'
  if (request.kind === 'refund') return 'It is back on the customer’s balance.'
  return customerName === null ? 'The receipt is on the phone.' : `${customerName} · the receipt is on the phone`
}

function Declined({ attempt, advice }: At<'declined'>) {
  return (
    <ResultScreen
      key={`${advice.title} ${attempt?.idempotencyKey}`}
      outcome="declined"
      title={advice.title}
      detail={advice.detail}
      onDismiss={close}
      sound
      actions={
        <Button size="till" variant="primary" onClick={close}>
          {attempt?.request.kind === 'payment' ? 'Back to the basket' : 'Back'}
        </Button>
      }
    />
  )
}

const workingWords = { payment: 'Charging…', load: 'Loading…', refund: 'Refunding…' } as const

function Working({ step, attempt, stop }: At<'sending' | 'checking'>) {
  const screen = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = screen.current
    dialog?.showModal()
    dialog?.focus()
    return () => dialog?.close()
  }, [])
  const isChecking = step === 'checking'
  return (
    <dialog
      ref={screen}
      tabIndex={-1}
      class={isChecking ? 'working working--checking' : 'working'}
      aria-label={isChecking ? 'Checking…' : workingWords[attempt.request.kind]}
      onCancel={event => event.preventDefault()}
    >
      <span class="working__ring" aria-hidden="true" />
      <div role="status">
        <p class="working__title">{isChecking ? 'Checking…' : workingWords[attempt.request.kind]}</p>
        <Amount class="working__amount" value={{ amount: attempt.amount, currency: attempt.currency }} />
        {isChecking && <p class="working__detail">The answer is late. We keep asking; it can’t be booked twice.</p>}
      </div>
      {isChecking && (
        <Button size="till" onClick={stop}>
          Stop checking
        </Button>
      )}
    </dialog>
  )
}
