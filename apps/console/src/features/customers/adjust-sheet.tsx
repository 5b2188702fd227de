import type { Account } from '@ringfence/contract'
import { AmountInput, Field, formatMoney, Segmented, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'

/** Asks a second person to correct a balance by hand. */
export function AdjustSheet({ account, onClose }: { account: Account; onClose: () => void }) {
  const [way, setWay] = useState<'give' | 'take'>('give')
  const [amount, setAmount] = useState(0)
  const [reason, setReason] = useState('')
  const { id, currency, balance } = account
  const body = { amount: way === 'give' ? amount : -amount, currency, reason: reason.trim() }
  const tooMuch = way === 'take' && amount > balance
  return (
    <ConfirmSheet
      open
      title="Correct the balance"
      action="Ask a second person"
      disabled={amount === 0 || tooMuch || body.reason.length < 3}
      content={body}
      call={idempotencyKey => api.requestAdjustment({ params: { id }, body, idempotencyKey })}
      onClose={onClose}
      onDone={() => {
        toast('Asked: it waits under Approvals')
        onClose()
      }}
    >
      <Segmented
        label="Which way"
        size="dense"
        items={[
          { id: 'give' as const, label: 'Give' },
          { id: 'take' as const, label: 'Take' },
        ]}
        value={way}
        onChange={setWay}
      />
      <AmountInput
        label="Amount"
        hint="Nothing changes until a colleague in finance or an administrator approves it."
        error={tooMuch ? `There is only ${formatMoney({ amount: balance, currency })}.` : undefined}
        currency={currency}
        value={amount}
        onInput={setAmount}
      />
      <Field
        label="Reason"
        size="dense"
        hint="Stays in the books. Without names or addresses."
        maxLength={200}
        value={reason}
        onInput={event => setReason(event.currentTarget.value)}
      />
    </ConfirmSheet>
  )
}
