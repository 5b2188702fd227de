import type { Approval } from '@ringfence/contract'
import { Badge, formatMoney } from '@ringfence/ui'

export const kindWords: Record<Approval['kind'], string> = {
  refund: 'Refund',
  adjustment: 'Adjustment',
  administrator: 'New administrator',
  keyExport: 'Card numbers',
  bulkLoad: 'Bulk load',
  rulePack: 'Rule pack',
}

/** What happens when it is approved, as the question that the second person answers. */
export function questionOf({ kind, amount, currency }: Approval): string {
  const money = amount === null || currency === null ? '' : formatMoney({ amount: Math.abs(amount), currency })
  if (kind === 'refund') return `Give ${money} back?`
  if (kind === 'adjustment') return amount !== null && amount < 0 ? `Take ${money} from the account?` : `Give ${money}?`
  if (kind === 'administrator') return 'Make this person an administrator?'
  return kind === 'keyExport' ? 'Release the numbers and PINs?' : 'Approve this?'
}

export const consequences: Record<Approval['kind'], string> = {
  refund: 'The money goes back to the account it came from, at once.',
  adjustment: 'The balance is corrected at once, against the adjustments account.',
  administrator: 'Administrators see everything and decide who works here.',
  keyExport: 'Whoever asked can then download the numbers and PINs of the batch, once.',
  bulkLoad: 'The list is loaded.',
  rulePack: 'The rules change.',
}

const statuses = {
  waiting: ['warn', 'Waiting'],
  approved: ['good', 'Approved'],
  declined: ['bad', 'Declined'],
  withdrawn: ['plain', 'Withdrawn'],
  expired: ['plain', 'Expired'],
} as const

export function ApprovalStatus({ status }: Pick<Approval, 'status'>) {
  const [tone, text] = statuses[status]
  return <Badge tone={tone}>{text}</Badge>
}

export function amountOf({ amount, currency }: Approval): string {
  return amount === null || currency === null ? '–' : formatMoney({ amount, currency })
}
