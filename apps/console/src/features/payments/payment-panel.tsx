import { Button, formatMoney, Skeleton, useQuery } from '@ringfence/ui'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { Failure } from '../../parts/failure.tsx'
import { SidePanel } from '../../parts/side-panel.tsx'
import { mayRefundHere } from '../../roles.ts'
import { person } from '../../session.ts'
import { useOpenPayment, usePaymentInAddress } from './open-payment.ts'
import { Receipt } from './receipt.tsx'
import { refundableOf } from './refund-draft.ts'
import { RefundForm } from './refund-form.tsx'

/** The payment named in the address, at the right of whatever page is open. */
export function PaymentPanel() {
  const id = usePaymentInAddress()
  const open = useOpenPayment()
  const [isRefunding, setRefunding] = useState(false)
  useEffect(() => setRefunding(false), [id])
  const close = useCallback(() => open(undefined), [open])
  if (id === undefined) return null
  return <OpenPanel id={id} onClose={close} isRefunding={isRefunding} setRefunding={setRefunding} />
}

interface OpenPanelProps {
  id: string
  onClose: () => void
  isRefunding: boolean
  setRefunding: (on: boolean) => void
}

function OpenPanel({ id, onClose, isRefunding, setRefunding }: OpenPanelProps) {
  const query = useQuery(`payment ${id}`, signal => api.getPayment({ params: { id }, signal }))
  useLive(query.reload)
  const { data: payment, failure } = query
  const left = payment ? refundableOf(payment) : 0
  const mayRefund = mayRefundHere(person.value!.role) && left > 0
  const footer = payment && mayRefund && !isRefunding && (
    <Button wide onClick={() => setRefunding(true)}>
      Refund
    </Button>
  )
  return (
    <SidePanel title={isRefunding ? 'Refund' : 'Payment'} onClose={onClose} footer={footer}>
      {!payment && failure && <Failure failure={failure} onRetry={query.reload} retrying={query.loading} />}
      {!payment && !failure && <Skeleton lines={9} />}
      {payment && isRefunding && left > 0 && (
        <RefundForm
          key={id}
          payment={payment}
          onCancel={() => setRefunding(false)}
          onDone={() => {
            setRefunding(false)
            query.reload()
          }}
        />
      )}
      {payment && !(isRefunding && left > 0) && <Receipt payment={payment} />}
      {payment && !isRefunding && mayRefund && payment.refunded > 0 && (
        <p class="dim">Up to {formatMoney({ amount: left, currency: payment.currency })} can still be refunded.</p>
      )}
    </SidePanel>
  )
}
