import type { Failed, Payment, Refund } from '@ringfence/contract'
import { AmountInput, Banner, Button, Field, formatMoney, Segmented, Sheet, toast } from '@ringfence/ui'
import { useRef, useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import {
  emptyDraft,
  leftOf,
  type RefundDraft,
  refundAmount,
  refundBody,
  refundTrouble,
  returnedQuantities,
} from './refund-draft.ts'
import './refund-form.css'
import { RefundLines } from './refund-lines.tsx'

interface RefundFormProps {
  payment: Payment
  onCancel: () => void
  onDone: () => void
}

const troubles = {
  nothing: 'Choose what to give back.',
  tooMuch: 'That is more than what is left of the payment.',
  noReason: 'Say why. The reason stays with the payment.',
} as const

/** Gives a payment back, whole, by line or by amount, after one confirmation. */
export function RefundForm({ payment, onCancel, onDone }: RefundFormProps) {
  const [draft, setDraft] = useState<RefundDraft>(() => emptyDraft(payment))
  const [hasTried, setTried] = useState(false)
  const [isConfirming, setConfirming] = useState(false)
  const change = (part: Partial<RefundDraft>) => setDraft(old => ({ ...old, ...part }))
  const amount = formatMoney({ amount: refundAmount(draft, payment), currency: payment.currency })
  const trouble = refundTrouble(draft, payment)

  return (
    <form
      class="refund-form"
      onSubmit={event => {
        event.preventDefault()
        setTried(true)
        if (trouble === undefined) setConfirming(true)
      }}
    >
      <HowMuch payment={payment} draft={draft} change={change} />
      <Field
        label="Reason"
        hint="Stays with the payment; the customer may see it."
        error={hasTried && trouble === 'noReason' ? troubles.noReason : undefined}
        size="dense"
        maxLength={200}
        value={draft.reason}
        onInput={event => change({ reason: event.currentTarget.value })}
      />
      {hasTried && trouble && trouble !== 'noReason' && <Banner tone="warn">{troubles[trouble]}</Banner>}
      <div class="refund-form__buttons">
        <Button type="submit" variant="primary" wide>
          {trouble === 'nothing' ? 'Refund' : `Refund ${amount}`}
        </Button>
        <Button wide onClick={onCancel}>
          Back to the receipt
        </Button>
      </div>
      <Confirmation
        isOpen={isConfirming}
        payment={payment}
        draft={draft}
        onClose={() => setConfirming(false)}
        onDone={given => {
          toast(`${formatMoney(given)} given back`)
          onDone()
        }}
      />
    </form>
  )
}

interface HowMuchProps {
  payment: Payment
  draft: RefundDraft
  change: (part: Partial<RefundDraft>) => void
}

function HowMuch({ payment, draft, change }: HowMuchProps) {
  const { currency } = payment
  const left = formatMoney({ amount: leftOf(payment), currency })
  const returned = returnedQuantities(payment)
  const hasLines = payment.items.some((item, at) => item.quantity > (returned[at] ?? 0))
  const ways = [
    { id: 'whole' as const, label: payment.refunded > 0 ? 'All that is left' : 'All' },
    ...(hasLines ? [{ id: 'lines' as const, label: 'By item' }] : []),
    { id: 'amount' as const, label: 'Amount' },
  ]
  return (
    <>
      <Segmented label="How much" size="dense" items={ways} value={draft.how} onChange={how => change({ how })} />
      {draft.how === 'whole' && <p class="dim">The customer gets {left} back, tax and tip with it.</p>}
      {draft.how === 'lines' && (
        <RefundLines payment={payment} quantities={draft.quantities} onChange={quantities => change({ quantities })} />
      )}
      {draft.how === 'amount' && (
        <AmountInput
          label="Amount"
          hint={`At most ${left}`}
          currency={currency}
          value={draft.amountMinor}
          onInput={amountMinor => change({ amountMinor })}
        />
      )}
    </>
  )
}

interface ConfirmationProps {
  isOpen: boolean
  payment: Payment
  draft: RefundDraft
  onClose: () => void
  onDone: (given: Refund) => void
}

function Confirmation({ isOpen, payment, draft, onClose, onDone }: ConfirmationProps) {
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<Failed>()
  // The same key for the same request, so that trying again after lost network can't pay back twice.
  const attempt = useRef({ content: '', key: '' })

  async function send(): Promise<void> {
    const body = refundBody(draft)
    const content = JSON.stringify(body)
    if (attempt.current.content !== content) attempt.current = { content, key: crypto.randomUUID() }
    setSending(true)
    setFailure(undefined)
    const { key } = attempt.current
    const answer = await api.takeRefund({ params: { id: payment.id }, body, idempotencyKey: key })
    setSending(false)
    if (answer.ok) onDone(answer.data)
    else setFailure(answer)
  }

  const amount = formatMoney({ amount: refundAmount(draft, payment), currency: payment.currency })
  return (
    <Sheet
      open={isOpen}
      onClose={onClose}
      title={`Give ${amount} back to ${payment.customerName ?? 'the customer'}?`}
      footer={
        <div class="refund-form__buttons">
          <Button variant="primary" wide loading={isSending} onClick={send}>
            Give back {amount}
          </Button>
          <Button wide onClick={onClose} disabled={isSending}>
            Cancel
          </Button>
        </div>
      }
    >
      <p>The money goes back to the account it came from, at once. The payment at {payment.storeName} stays listed.</p>
      {failure && <Banner tone="bad">{failureSentence(failure)}</Banner>}
    </Sheet>
  )
}
