import { Amount, Button, QrCode, ResultScreen, Skeleton } from '@ringfence/ui'
import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { work } from '../../session.ts'
import { type Asked, asked, askForPayment, cancelAsked, followAsked } from './asked.ts'
import './scan-to-pay.css'

const close = () => {
  asked.value = undefined
}

/** The code for the customer over the whole screen, until it is paid or taken back. */
export function ScanToPayScreen() {
  const now = asked.value
  if (!now) return null
  if (now.state === 'paid') return <Paid {...now} />
  return <Waiting now={now} />
}

function Paid({ amount, request }: Extract<Asked, { state: 'paid' }>) {
  const [, go] = useLocation()
  return (
    <ResultScreen
      outcome="approved"
      title="Approved"
      amount={{ amount, currency: request.currency }}
      detail="Paid by the customer’s phone."
      dismissMs={4_000}
      onDismiss={close}
      actions={
        <>
          <Button size="till" variant="primary" onClick={close}>
            Next customer
          </Button>
          <Button
            size="till"
            onClick={() => {
              close()
              go(`/payments/${request.paymentId}`)
            }}
          >
            Receipt
          </Button>
        </>
      }
    />
  )
}

function Waiting({ now }: { now: Exclude<Asked, { state: 'paid' }> }) {
  const screen = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = screen.current
    dialog?.showModal()
    dialog?.focus()
    return () => dialog?.close()
  }, [])
  useEffect(followAsked, [])
  const { amount, currency, tip = 0 } = now.sale
  return (
    <dialog
      ref={screen}
      tabIndex={-1}
      class="scan-to-pay"
      aria-label="Scan to pay"
      onCancel={event => {
        event.preventDefault()
        void cancelAsked()
      }}
    >
      <div class="scan-to-pay__code">
        <Code now={now} />
      </div>
      <div class="scan-to-pay__text">
        <h1 class="scan-to-pay__title">Scan to pay</h1>
        <Amount class="scan-to-pay__amount" value={{ amount: amount - tip, currency }} />
        <p class="scan-to-pay__place">
          {work.value!.store.name} · {work.value!.terminal.name}
        </p>
        <p role="status" class="scan-to-pay__state">
          {words[now.state]}
        </p>
        {tip > 0 && <p class="scan-to-pay__note">The customer chooses the tip on the phone.</p>}
        <div class="scan-to-pay__buttons">
          {(now.state === 'expired' || now.state === 'failed') && (
            <Button size="till" variant="primary" onClick={() => void askForPayment(now.sale)}>
              {now.state === 'expired' ? 'Show a new code' : 'Try again'}
            </Button>
          )}
          <Button size="till" loading={now.state === 'cancelling'} onClick={() => void cancelAsked()}>
            {now.state === 'open' ? 'Cancel' : 'Back to the basket'}
          </Button>
        </div>
      </div>
    </dialog>
  )
}

const words = {
  asking: 'Making the code…',
  open: 'Waiting for the customer’s phone…',
  cancelling: 'Taking the code back…',
  expired: 'This code has expired. Nothing was paid.',
  failed: 'There is no code.',
} as const

function Code({ now }: { now: Exclude<Asked, { state: 'paid' }> }) {
  if (now.state === 'asking') return <Skeleton height="100%" radius="16px" />
  if (now.state === 'failed') {
    return (
      <p class="scan-to-pay__failed" role="alert">
        <strong>{now.advice.title}</strong> {now.advice.detail}
      </p>
    )
  }
  if (now.state === 'expired') return <p class="scan-to-pay__failed">This code has expired.</p>
  return <QrCode text={now.request.token} label="QR code for the customer to scan" />
}
