import type { PaymentSummary } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'

const words = { captured: 'Paid', partiallyRefunded: 'Partly refunded', refunded: 'Refunded' } as const
const tones = { captured: 'good', partiallyRefunded: 'warn', refunded: 'plain' } as const

export function PaymentStatus({ status }: Pick<PaymentSummary, 'status'>) {
  return <Badge tone={tones[status]}>{words[status]}</Badge>
}
