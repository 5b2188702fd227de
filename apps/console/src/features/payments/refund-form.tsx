import type { Payment, Refund } from '@ringfence/contract'
import { AmountInput, Banner, Button, Field, formatMoney, Segmented, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { useDeed } from '../../data/use-deed.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
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
        onAsked={() => {
          toast('Asked: it waits under Approvals')
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
  /** It waits for a second person. */
  onAsked: () => void
}

function Confirmation({ isOpen, payment, draft, onClose, onDone, onAsked }: ConfirmationProps) {
  const amount = formatMoney({ amount: refundAmount(draft, payment), currency: payment.currency })
  const body = refundBody(draft)
  const params = { id: payment.id }
  const second = useDeed()
  const ask = () => second.run(body, idempotencyKey => api.requestRefund({ params, body, idempotencyKey }), onAsked)
  return (
    <ConfirmSheet
      open={isOpen}
      title={`Give ${amount} back to ${payment.customerName ?? 'the customer'}?`}
      action={`Give back ${amount}`}
      content={body}
      call={idempotencyKey => api.takeRefund({ params, body, idempotencyKey })}
      onClose={onClose}
      onDone={onDone}
      afterFailure={({ code }) =>
        code === 'approval_required' && (
          <>
            <Button variant="primary" wide loading={second.isBusy} onClick={() => void ask()}>
              Ask a second person
            </Button>
            {second.failure && <Banner tone="bad">{failureSentence(second.failure)}</Banner>}
          </>
        )
      }
    >
      <p>The money goes back to the account it came from, at once. The payment at {payment.storeName} stays listed.</p>
    </ConfirmSheet>
  )
}
