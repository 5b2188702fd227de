import type { Payment } from '@ringfence/contract'
import { Button, formatMoney, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { begin } from '../charge/attempt.ts'
import { TenderRows } from '../charge/tender-rows.tsx'
import { restsByTender } from './payment-rules.ts'
import { Reason } from './reason.tsx'

interface VoidSheetProps {
  open: boolean
  payment: Payment
  onClose: () => void
  onVoided: () => void
}

const reasons = ['Rung up wrongly', 'Customer left', 'Charged twice', 'Paid otherwise']

/** Undoes a whole payment of today, as if it had not been; a hold is let go. */
export function VoidSheet({ open, payment, onClose, onVoided }: VoidSheetProps) {
  return (
    <Sheet open={open} onClose={onClose} title={payment.hold ? 'Release the hold?' : 'Void this payment?'}>
      <VoidForm payment={payment} onClose={onClose} onVoided={onVoided} />
    </Sheet>
  )
}

function VoidForm({ payment, onClose, onVoided }: Omit<VoidSheetProps, 'open'>) {
  const [reason, setReason] = useState('')
  const { amount, currency, hold } = payment
  const money = formatMoney({ amount, currency })
  const send = async () => {
    onClose()
    await begin({ kind: 'void', paymentId: payment.id, body: { reason: reason.trim() } }, amount, currency)
    onVoided()
  }
  return (
    <>
      <p class="refund__rest num">{money}</p>
      {hold ? (
        <p class="refund__question">The money was only held. It is the customer’s to spend again at once.</p>
      ) : (
        <TenderRows label="It goes back to" tenders={restsByTender(payment)} currency={currency} />
      )}
      <Reason reasons={reasons} value={reason} onChange={setReason} />
      <Button size="till" variant="primary" wide disabled={reason.trim() === ''} onClick={() => void send()}>
        {reason.trim() === '' ? 'Choose a reason' : `Yes, ${hold ? 'release' : 'void'} ${money}`}
      </Button>
    </>
  )
}
