import { Amount, Button, formatMoney, ResultScreen } from '@ringfence/ui'
import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { type Attempt, askForApproval, type Progress, progress } from './attempt.ts'
import type { Request, Taken } from './requests.ts'
import { bankCardOf, cashOf, tendersText } from './tender-names.ts'
import './progress-screen.css'

const close = () => {
  progress.value = undefined
}

/** Whatever happens to money fills the screen: sending, checking, approved, declined. */
export function ProgressScreen() {
  const now = progress.value
  if (!now) return null
  if (now.step === 'approved')
    return now.attempt.request.kind === 'refundRequest' ? <Waiting {...now} /> : <Approved {...now} />
  if (now.step === 'declined') return <Declined {...now} />
  return <Working {...now} />
}

type At<Step extends Progress['step']> = Extract<Progress, { step: Step }>

const approvedTitles: Record<Request['kind'], string> = {
  payment: 'Approved',
  load: 'Loaded',
  refund: 'Refunded',
  refundRequest: 'Waiting for approval',
  void: 'Voided',
  tip: 'Tip added',
  activation: 'Card activated',
  voidActivation: 'Activation undone',
  giftSale: 'E-gift sold',
  giftRefund: 'Sale undone',
}

/** A shown code must be read and handed over: that screen has its own place, and stays. */
const isShownElsewhere = ({ attempt, taken }: At<'approved'>) =>
  attempt.request.kind === 'giftSale' && Boolean(taken.giftCode)

/** What has to be done by hand is read before it goes. */
const readingMs = { plain: 4_000, cash: 10_000 }

function Approved(now: At<'approved'>) {
  const [, go] = useLocation()
  const { attempt, taken } = now
  if (isShownElsewhere(now)) return null
  const { kind } = attempt.request
  const cash = cashInHand(attempt, taken)
  const receipt = taken.id !== undefined && (kind === 'payment' || kind === 'tip')
  return (
    <ResultScreen
      outcome="approved"
      title={approvedTitles[kind]}
      amount={{ amount: taken.amount, currency: taken.currency }}
      detail={detailOf(attempt, taken)}
      dismissMs={cash === undefined ? readingMs.plain : readingMs.cash}
      onDismiss={close}
      sound
      actions={
        <>
          <Button size="till" variant="primary" onClick={close}>
            {kind === 'payment' ? 'Next customer' : 'Done'}
          </Button>
          {receipt && (
            <Button
              size="till"
              onClick={() => {
                close()
                go(`/payments/${taken.id}`)
              }}
            >
              Receipt
            </Button>
          )}
        </>
      }
    />
  )
}

const givesBack: readonly Request['kind'][] = ['refund', 'void', 'voidActivation', 'giftRefund']

/** What the cashier has to do by hand. */
function cashInHand({ request }: Attempt, { tenders = [], currency }: Taken): string | undefined {
  const [cash, card] = [cashOf(tenders), bankCardOf(tenders)]
  const money = (amount: number) => formatMoney({ amount, currency })
  if (givesBack.includes(request.kind)) {
    if (cash > 0 && card > 0) return `Hand back ${money(cash)} in cash, and ${money(card)} on the card terminal`
    if (cash > 0) return `Hand back ${money(cash)} in cash`
    return card > 0 ? `Give ${money(card)} back on the card terminal` : undefined
  }
  if (cash > 0 && card > 0) return `Take ${money(cash)} in cash, and ${money(card)} on the card terminal`
  if (cash > 0) return `Take ${money(cash)} in cash`
  return card > 0 ? `Take ${money(card)} on the card terminal` : undefined
}

function detailOf(attempt: Attempt, taken: Taken) {
  const byHand = cashInHand(attempt, taken)
  return (
    <>
      {byHand && <strong class="result__by-hand">{byHand}</strong>}
      {paidWith(attempt, taken).map(part => (
        <span key={part} class="result__part">
          {part}{' '}
        </span>
      ))}
      <span class="result__about">{aboutOf(attempt, taken)}</span>
    </>
  )
}

/** A payment's tenders, when there are several. */
function paidWith({ request }: Attempt, { tenders = [], currency }: Taken): string[] {
  if (request.kind !== 'payment' || tenders.length < 2) return []
  return tenders.map(part => tendersText([part], currency))
}

function aboutOf({ request }: Attempt, { tenders = [], currency, customerName, lastDigits }: Taken): string {
  switch (request.kind) {
    case 'load':
      return 'The cash is on the phone’s balance.'
    case 'refund':
    case 'void':
      return tenders.length === 0 ? 'It is back where it came from.' : `Back to: ${tendersText(tenders, currency)}`
    case 'activation':
      return `Gift card ·· ${lastDigits} can be used now.`
    case 'voidActivation':
      return `Gift card ·· ${lastDigits} is as unsold as before. Put it back on the rack.`
    case 'giftSale':
      return 'It goes to the recipient by e-mail.'
    case 'giftRefund':
      return 'The gift card can no longer be used.'
    default:
      return customerName === null ? '' : `${customerName} · the receipt is on the phone`
  }
}

/** Asked for, not given: it stays until it is read, for nothing may be handed back yet. */
function Waiting({ attempt, taken }: At<'approved'>) {
  return (
    <ResultScreen
      outcome="waiting"
      title={approvedTitles[attempt.request.kind]}
      amount={{ amount: taken.amount, currency: taken.currency }}
      detail="Give nothing back yet. A manager or the office decides in the console, under Approvals."
      onDismiss={close}
      actions={
        <Button size="till" variant="primary" onClick={close}>
          Done
        </Button>
      }
    />
  )
}

function Declined({ attempt, code, advice }: At<'declined'>) {
  const mayAsk = attempt?.request.kind === 'refund' && code === 'approval_required'
  return (
    <ResultScreen
      key={`${advice.title} ${attempt?.idempotencyKey}`}
      outcome="declined"
      title={advice.title}
      detail={advice.detail}
      onDismiss={close}
      sound
      actions={
        <>
          {mayAsk && (
            <Button size="till" variant="primary" onClick={() => void askForApproval(attempt)}>
              Ask for approval
            </Button>
          )}
          <Button size="till" variant={mayAsk ? 'secondary' : 'primary'} onClick={close}>
            {attempt?.request.kind === 'payment' ? 'Back to the basket' : 'Back'}
          </Button>
        </>
      }
    />
  )
}

const workingWords: Record<Request['kind'], string> = {
  payment: 'Charging…',
  load: 'Loading…',
  refund: 'Refunding…',
  refundRequest: 'Asking…',
  void: 'Voiding…',
  tip: 'Adding the tip…',
  activation: 'Activating…',
  voidActivation: 'Undoing…',
  giftSale: 'Selling…',
  giftRefund: 'Undoing…',
}

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
