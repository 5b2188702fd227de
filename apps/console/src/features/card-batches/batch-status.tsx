import type { CardBatch } from '@ringfence/contract'
import { Badge, formatCount } from '@ringfence/ui'

export function BatchStatus({ batch: { status, made, count } }: { batch: CardBatch }) {
  if (status === 'making') return <Badge tone="brand">{`Making ${formatCount(made)} of ${formatCount(count)}`}</Badge>
  if (status === 'ready') return <Badge tone="warn">Waits for the download</Badge>
  return <Badge tone="good">With the printer</Badge>
}
