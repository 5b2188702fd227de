import type { PaymentCode } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'

export const kindWords = { table: 'Table', machine: 'Machine', invoice: 'Invoice' } as const

export function CodeState({ status }: Pick<PaymentCode, 'status'>) {
  if (status === 'open') return <Badge tone="good">Works</Badge>
  return status === 'paid' ? <Badge tone="brand">Paid</Badge> : <Badge>Cancelled</Badge>
}
