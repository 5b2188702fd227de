import type { Payment } from '@ringfence/contract'
import { Button, formatMoney, Segmented, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { begin } from '../charge/attempt.ts'
import { TenderRows } from '../charge/tender-rows.tsx'
import { Keypad } from '../sell/keypad.tsx'
import { restsByTender } from './payment-rules.ts'
import { Reason } from './reason.tsx'
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
    return (
      <Confirm
        payment={payment}
        amount={amount}
        money={money}
        onYes={() => void refund()}
        onNo={() => setConfirming(false)}
      />
    )
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
      <Reason reasons={reasons} value={reason} onChange={setReason} />
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

interface ConfirmProps {
  payment: Payment
  amount: number
  money: string
  onYes: () => void
  onNo: () => void
}

function Confirm({ payment, amount, money, onYes, onNo }: ConfirmProps) {
  const rests = restsByTender(payment)
  const isWhole = amount === restOf(payment)
  return (
    <>
      <p class="refund__rest num">{money}</p>
      <p class="refund__question">{questionOf(payment, rests.length, isWhole)}</p>
      {rests.length > 1 && (
        <TenderRows
          label={isWhole ? 'It goes back to' : 'At most to each'}
          tenders={rests}
          currency={payment.currency}
          customerName={payment.customerName}
        />
      )}
      <Button size="till" variant="primary" wide onClick={onYes}>
        Yes, refund {money}
      </Button>
      <Button size="till" wide onClick={onNo}>
        Back
      </Button>
    </>
  )
}

/** Which tender comes first is the brand's rule, which only the server knows: the outcome then tells it to the cent. */
function questionOf({ customerName, tenders }: Payment, ways: number, isWhole: boolean): string {
  const who = customerName ?? 'the customer'
  if (ways <= 1) {
    const cash = tenders[0]?.type === 'cash'
    return cash
      ? `Give this back to ${who} in cash?`
      : `Give this back to ${who}? It goes back where it came from, at once.`
  }
  if (isWhole) return `Give this back to ${who}? It goes back to where it came from:`
  const byHand = tenders.some(({ type }) => type === 'cash' || type === 'card')
  return `Give this back to ${who}? It goes to these, each within what it gave.${byHand ? ' You are told at once what to hand back.' : ''}`
}
