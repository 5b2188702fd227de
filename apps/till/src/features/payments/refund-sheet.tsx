import type { Payment } from '@ringfence/contract'
import { Button, Field, formatMoney, Segmented, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { begin } from '../charge/attempt.ts'
import { Keypad } from '../sell/keypad.tsx'
import { type RefundWay, refundAmount, refundTrouble, restOf, type Selection, toTakeRefund } from './refund.ts'
import { RefundLines } from './refund-lines.tsx'

interface RefundSheetProps {
  open: boolean
  payment: Payment
  onClose: () => void
  onRefunded: () => void
}

export function RefundSheet({ open, ...props }: RefundSheetProps) {
  return (
    <Sheet open={open} onClose={props.onClose} title="Refund">
      <RefundForm {...props} />
    </Sheet>
  )
}

const reasons = ['Wrong item', 'Not as it should be', 'Charged twice', 'Customer left']

function RefundForm({ payment, onClose, onRefunded }: Omit<RefundSheetProps, 'open'>) {
  const [selection, setSelection] = useState<Selection>({ way: 'rest', quantities: new Map(), amount: 0 })
  const [reason, setReason] = useState('')
  const [isConfirming, setConfirming] = useState(false)
  const { currency } = payment
  const amount = refundAmount(payment, selection)
  const trouble = refundTrouble(payment, selection)
  const money = formatMoney({ amount, currency })

  const refund = async () => {
    onClose()
    const body = toTakeRefund(payment, selection, reason.trim())
    await begin({ kind: 'refund', paymentId: payment.id, body }, amount, currency)
    onRefunded()
  }
  if (isConfirming) {
    return <Confirm payment={payment} money={money} onYes={() => void refund()} onNo={() => setConfirming(false)} />
  }
  return (
    <>
      <WayChoice payment={payment} way={selection.way} onChange={way => setSelection({ ...selection, way })} />
      {selection.way === 'lines' && (
        <RefundLines
          payment={payment}
          quantities={selection.quantities}
          onChange={quantities => setSelection({ ...selection, quantities })}
        />
      )}
      {selection.way === 'amount' && (
        <Keypad
          label="Refund amount"
          value={selection.amount}
          currency={currency}
          onChange={next => setSelection({ ...selection, amount: next })}
        />
      )}
      {trouble === 'tooMuch' && (
        <p role="alert">Only {formatMoney({ amount: restOf(payment), currency })} is left of this payment.</p>
      )}
      <Reason value={reason} onChange={setReason} />
      <Button
        size="till"
        variant="primary"
        wide
        disabled={trouble !== undefined || reason.trim() === ''}
        onClick={() => setConfirming(true)}
      >
        {reason.trim() === '' ? 'Choose a reason' : `Refund ${money}`}
      </Button>
    </>
  )
}

interface WayChoiceProps {
  payment: Payment
  way: RefundWay
  onChange: (way: RefundWay) => void
}

function WayChoice({ payment, way, onChange }: WayChoiceProps) {
  const ways: { id: RefundWay; label: string }[] = [
    { id: 'rest', label: payment.refunded > 0 ? 'The rest' : 'All of it' },
    { id: 'lines', label: 'By item' },
    { id: 'amount', label: 'Amount' },
  ]
  const offered = payment.items.length === 0 ? ways.filter(each => each.id !== 'lines') : ways
  return (
    <>
      <Segmented label="How much" size="till" items={offered} value={way} onChange={onChange} />
      {way === 'rest' && (
        <p class="refund__rest num">{formatMoney({ amount: restOf(payment), currency: payment.currency })}</p>
      )}
    </>
  )
}

function Reason({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
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

interface ConfirmProps {
  payment: Payment
  money: string
  onYes: () => void
  onNo: () => void
}

function Confirm({ payment, money, onYes, onNo }: ConfirmProps) {
  return (
    <>
      <p class="refund__rest num">{money}</p>
      <p class="refund__question">
        Give this back to {payment.customerName ?? 'the customer'}? It goes to the balance it came from, at once.
      </p>
      <Button size="till" variant="primary" wide onClick={onYes}>
        Yes, refund {money}
      </Button>
      <Button size="till" wide onClick={onNo}>
        Back
      </Button>
    </>
  )
}
