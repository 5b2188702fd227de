import type { Account, Failed, Payment, ResolvedPaymentRequest } from '@ringfence/contract'
import { Amount, AmountInput, Banner, Button, formatMoney, online, ResultScreen, Sheet } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { adviceFor } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { onLive } from '../../live.ts'
import { api } from '../../session.ts'
import { holder, refreshWallet } from '../../wallet.ts'
import { shareOf } from './tip.ts'
import { TipChoice } from './tip-choice.tsx'

interface PaySheetProps {
  request: ResolvedPaymentRequest
  onClose: () => void
}

/** What is to be paid, where and with what tip; then the one button. */
export function PaySheet({ request, onClose }: PaySheetProps) {
  const [typed, setTyped] = useState(0)
  const [tip, setTip] = useState(0)
  const { busy, failure, paid, pay } = usePaying(request)
  // Until it is known whether it was paid, only the very same may be sent again.
  const isOpen = failure !== undefined && isUnknown(failure)
  const account = holder.value?.account
  const { currency } = request
  const amount = request.amount ?? typed
  // What the server allows depends on the amount, which it does not know yet when the customer types it.
  const maximum = Math.max(request.tipMaximum, shareOf(amount, Math.max(0, ...(brand.value?.tipPercents ?? []))))
  const total = amount + tip
  const isShort = account !== undefined && total > account.balance && !isOpen
  if (paid) return <Paid payment={paid} />
  return (
    <Sheet
      open
      onClose={onClose}
      title="Pay"
      footer={
        <Button
          variant="primary"
          wide
          loading={busy}
          disabled={amount === 0 || tip > maximum || isShort || account?.frozen || !online.value}
          onClick={() => account && void pay(account.id, amount, tip)}
        >
          {online.value
            ? `${isOpen ? 'Try again:' : 'Pay'} ${formatMoney({ amount: total, currency })}`
            : 'You are offline'}
        </Button>
      }
    >
      <div class="pay-sheet__head">
        <p class="pay-sheet__store">{request.storeName}</p>
        <p class="dim">{request.label}</p>
        {request.amount !== null && <Amount value={{ amount, currency }} size="hero" />}
      </div>
      <Items request={request} />
      {request.amount === null && !isOpen && (
        <AmountInput label="How much?" value={typed} currency={currency} onInput={setTyped} autoFocus />
      )}
      {amount > 0 && brand.value && maximum > 0 && !isOpen && (
        <div>
          <p class="field__label pay-sheet__label">Tip</p>
          <TipChoice {...{ amount, currency, maximum, tip }} percents={brand.value.tipPercents} onChoose={setTip} />
        </div>
      )}
      {account && (
        <div class="pay-sheet__sums">
          {tip > 0 && (
            <p>
              <span>With the tip</span> <Amount value={{ amount: total, currency }} class="pay-sheet__total" />
            </p>
          )}
          <p class="dim">
            <span>Your balance</span> <Amount value={{ amount: account.balance, currency: account.currency }} />
          </p>
        </div>
      )}
      {account && <Hindrance account={account} missing={isShort ? total - account.balance : 0} />}
      {failure && <Refused failure={failure} />}
    </Sheet>
  )
}

/** Why the balance can't pay this, and what to do. */
function Hindrance({ account, missing }: { account: Account; missing: number }) {
  const [, navigate] = useLocation()
  if (account.frozen) {
    return (
      <Banner
        tone="warn"
        title="Your card is frozen"
        action={<Button onClick={() => navigate('/cards')}>Your card</Button>}
      >
        Unfreeze it to pay.
      </Banner>
    )
  }
  if (missing === 0) return null
  return (
    <Banner
      tone="warn"
      title="Your balance is too small"
      action={<Button onClick={() => navigate('/load')}>Load</Button>}
    >
      You need {formatMoney({ amount: missing, currency: account.currency })} more.
    </Banner>
  )
}

function Items({ request: { items, currency } }: { request: ResolvedPaymentRequest }) {
  if (items.length === 0) return null
  return (
    <ul class="pay-sheet__items" aria-label="Items">
      {items.map((item, index) => (
        <li key={`${index} ${item.name}`}>
          <span>
            {item.quantity} × {item.name}
          </span>
          <Amount value={{ amount: item.quantity * item.unitAmount, currency }} />
        </li>
      ))}
    </ul>
  )
}

/** Nobody knows whether it was paid. */
function isUnknown({ code, status }: Failed): boolean {
  return code === 'network' || code === 'request_in_flight' || status >= 500
}

function Refused({ failure }: { failure: Failed }) {
  const { title, detail } = adviceFor(failure)
  return (
    <Banner tone="bad" title={title}>
      {isUnknown(failure) ? 'Try again: you pay once at most, however often you try.' : detail}
    </Banner>
  )
}

/** One wish to pay has one key, so that sending it again after a lost answer pays once. */
function usePaying(request: ResolvedPaymentRequest) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failed>()
  const [paid, setPaid] = useState<Payment>()
  const [open, setOpen] = useState<{ what: string; key: string }>()
  // The result is shown here and needs no message.
  useEffect(() => onLive(event => event.type === 'payment.captured' && (busy || paid?.id === event.id)), [busy, paid])

  async function pay(accountId: string, amount: number, tip: number): Promise<void> {
    const body = { accountId, amount, ...(tip > 0 ? { tip } : {}) }
    const what = JSON.stringify(body)
    const wish = open?.what === what ? open : { what, key: crypto.randomUUID() }
    setOpen(wish)
    setBusy(true)
    setFailure(undefined)
    const answer = await api.payPaymentRequest({ params: { id: request.id }, body, idempotencyKey: wish.key })
    if (answer.ok) setPaid(answer.data)
    else setFailure(answer)
    void refreshWallet()
    setBusy(false)
  }

  return { busy, failure, paid, pay }
}

function Paid({ payment }: { payment: Payment }) {
  const [, navigate] = useLocation()
  const account = holder.value?.account
  const left = account && formatMoney({ amount: account.balance, currency: account.currency })
  return (
    <ResultScreen
      outcome="approved"
      title={`Paid at ${payment.storeName}`}
      amount={payment}
      detail={left && `${left} left on your card`}
      sound
      onDismiss={() => navigate('/')}
      actions={
        <>
          <Button variant="primary" onClick={() => navigate('/')}>
            Done
          </Button>
          <Button onClick={() => navigate(`/payments/${payment.id}`, { state: { isWithin: true } })}>Receipt</Button>
        </>
      }
    />
  )
}
