import type { Payment } from '@ringfence/contract'
import { Button, toast } from '@ringfence/ui'
import { CircleDollarSign, Mail, Printer, RotateCcw, Undo2 } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { adviceFor } from '../../advice.ts'
import { connection } from '../../live.ts'
import { ask } from '../../remote.ts'
import { api } from '../../session.ts'
import { isVoidable } from './payment-rules.ts'
import { restOf } from './refund.ts'
import { RefundSheet } from './refund-sheet.tsx'
import { TipSheet } from './tip-sheet.tsx'
import { VoidSheet } from './void-sheet.tsx'

interface ActionsProps {
  payment: Payment
  onChanged: () => void
}

/** What can still be done with a payment. */
export function ReceiptActions({ payment, onChanged }: ActionsProps) {
  const [open, setOpen] = useState<'refund' | 'void' | 'tip'>()
  const close = () => setOpen(undefined)
  const isOffline = connection.value === 'offline'
  const { status, tippable } = payment
  const isOver = status === 'voided' || status === 'expired'
  const mayRefund = !isOver && status !== 'authorized' && restOf(payment) > 0
  return (
    <div class="receipt__actions">
      <Button size="till" icon={<Printer size={22} />} onClick={() => print()}>
        Print
      </Button>
      <MailButton payment={payment} />
      {tippable && (
        <Button size="till" icon={<CircleDollarSign size={22} />} disabled={isOffline} onClick={() => setOpen('tip')}>
          Add a tip
        </Button>
      )}
      {isVoidable(payment) && (
        <Button size="till" icon={<RotateCcw size={22} />} disabled={isOffline} onClick={() => setOpen('void')}>
          {status === 'authorized' ? 'Release hold' : 'Void'}
        </Button>
      )}
      {mayRefund && (
        <Button size="till" icon={<Undo2 size={22} />} disabled={isOffline} onClick={() => setOpen('refund')}>
          Refund
        </Button>
      )}
      {!mayRefund && status !== 'authorized' && (
        <p class="receipt__done">{isOver ? 'Nothing was kept of this payment.' : 'All of it was given back.'}</p>
      )}
      <RefundSheet open={open === 'refund'} payment={payment} onClose={close} onRefunded={onChanged} />
      <VoidSheet open={open === 'void'} payment={payment} onClose={close} onVoided={onChanged} />
      <TipSheet open={open === 'tip'} payment={payment} onClose={close} onTipped={onChanged} />
    </div>
  )
}

/** To the customer who paid. The till never sees the address. */
function MailButton({ payment }: { payment: Payment }) {
  const [isSending, setSending] = useState(false)
  if (payment.customerName === null) return null
  const send = async () => {
    setSending(true)
    const idempotencyKey = crypto.randomUUID()
    const answer = await ask(() => api.mailReceipt({ params: { id: payment.id }, idempotencyKey }))
    setSending(false)
    if (answer.ok) return toast(`The receipt is on its way to ${payment.customerName}`)
    const { title, detail } = adviceFor(answer.code, answer.problem)
    return toast(`${title} ${detail}`, { tone: 'bad' })
  }
  return (
    <Button
      size="till"
      icon={<Mail size={22} />}
      loading={isSending}
      disabled={connection.value === 'offline'}
      onClick={() => void send()}
    >
      E-mail
    </Button>
  )
}
