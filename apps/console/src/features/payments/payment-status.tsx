import type { PaymentSummary } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'

const words = {
  authorized: 'On hold',
  captured: 'Paid',
  partiallyRefunded: 'Partly refunded',
  refunded: 'Refunded',
  voided: 'Voided',
  expired: 'Hold expired',
} as const
const tones = {
  authorized: 'warn',
  captured: 'good',
  partiallyRefunded: 'warn',
  refunded: 'plain',
  voided: 'plain',
  expired: 'plain',
} as const

export function PaymentStatus({ status }: Pick<PaymentSummary, 'status'>) {
  return <Badge tone={tones[status]}>{words[status]}</Badge>
}
