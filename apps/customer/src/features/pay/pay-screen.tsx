import type { LiveEvent } from '@ringfence/contract'
import { Amount, Button, EmptyState, ErrorState, formatMoney, IconButton, ResultScreen, Skeleton } from '@ringfence/ui'
import { Snowflake, X } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { type Advice, adviceFor } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { deviceState, enrolDevice } from '../../device.ts'
import { onLive, storeName } from '../../live.ts'
import { personId } from '../../session.ts'
import { BalanceAge } from '../../shell/balance-age.tsx'
import { holder } from '../../wallet.ts'
import { CodeCard } from './code-card.tsx'
import './pay-screen.css'
import { useWakeLock } from './wake-lock.ts'

export function PayScreen() {
  const [, navigate] = useLocation()
  const [paid, setPaid] = useState<LiveEvent>()
  useWakeLock()
  useEffect(
    () =>
      onLive(event => {
        if (event.type !== 'payment.captured') return false
        setPaid(event)
        return true
      }),
    [],
  )
  return (
    <main class="pay">
      <header class="pay__head">
        <div>
          <h1 class="pay__brand display">{brand.value?.name}</h1>
          <p class="pay__hint">{hint()}</p>
        </div>
        <IconButton label="Close" variant="glass" onClick={() => navigate('/')}>
          <X size={24} />
        </IconButton>
      </header>
      <Code />
      <PayFoot />
      {paid && <Paid event={paid} onAgain={() => setPaid(undefined)} />}
    </main>
  )
}

function hint(): string {
  if (holder.value?.account.frozen) return 'Not now'
  return holder.value?.account.balance === 0 ? 'Load some money first' : 'Hold the code to the scanner'
}

function Code() {
  const current = deviceState.value
  if (holder.value?.account.frozen) {
    return <Frozen />
  }
  if (current.state === 'ready') return <CodeCard device={current.device} />
  if (current.state === 'failed') return <CannotPay {...adviceFor(current.failure)} onRetry={enrolAgain} />
  if (current.state === 'insecure') {
    return <CannotPay title="This address is not secure." detail="Open the app over https to pay with it." />
  }
  return (
    <section class="code-card" aria-busy="true" aria-label="Getting this device ready to pay">
      <div class="code-card__qr">
        <Skeleton height="100%" />
      </div>
      <Skeleton lines={3} />
    </section>
  )
}

function enrolAgain(): void {
  const [id, account] = [personId.peek(), holder.peek()?.account]
  if (id !== undefined && account) void enrolDevice(id, account.id)
}

function Frozen() {
  const [, navigate] = useLocation()
  return (
    <section class="code-card">
      <EmptyState
        title="Your card is frozen"
        icon={<Snowflake size={26} />}
        action={<Button onClick={() => navigate('/cards')}>Go to my card</Button>}
      >
        It takes no payments. Unfreeze it, or ask support if they froze it.
      </EmptyState>
    </section>
  )
}

function CannotPay({ title, detail, onRetry }: Advice & { onRetry?: () => void }) {
  return (
    <section class="code-card">
      <ErrorState title={title} onRetry={onRetry}>
        {detail}
      </ErrorState>
    </section>
  )
}

function PayFoot() {
  const [, navigate] = useLocation()
  const account = holder.value?.account
  if (!account) return null
  return (
    <footer class="pay__foot">
      <div>
        <p class="pay__label">Balance</p>
        <Amount value={{ amount: account.balance, currency: account.currency }} class="pay__balance" />
        <BalanceAge class="pay__label" />
      </div>
      <Button class="pay__load" onClick={() => navigate('/load')}>
        Load
      </Button>
    </footer>
  )
}

function Paid({ event, onAgain }: { event: LiveEvent; onAgain: () => void }) {
  const [, navigate] = useLocation()
  const place = storeName(event.storeId)
  const account = holder.value?.account
  const left = account && formatMoney({ amount: account.balance, currency: account.currency })
  return (
    <ResultScreen
      outcome="approved"
      title={place ? `Paid at ${place}` : 'Paid'}
      amount={event}
      detail={left && `${left} left on your card`}
      sound
      onDismiss={() => navigate('/')}
      actions={
        <>
          <Button variant="primary" onClick={() => navigate('/')}>
            Done
          </Button>
          <Button onClick={() => navigate(`/payments/${event.id}`, { state: { isWithin: true } })}>Receipt</Button>
          <Button onClick={onAgain}>Pay again</Button>
        </>
      }
    />
  )
}
