/** What a refund will give back, before it is asked for. The server computes it again and has the last word. */
import type { Payment, TakeRefund } from '@ringfence/contract'

export interface RefundDraft {
  readonly how: 'whole' | 'lines' | 'amount'
  /** How many of each line of the receipt. */
  readonly quantities: readonly number[]
  readonly amountMinor: number
  readonly reason: string
}

export function emptyDraft(payment: Pick<Payment, 'items'>): RefundDraft {
  return { how: 'whole', quantities: payment.items.map(() => 0), amountMinor: 0, reason: '' }
}

/** What was paid and not given back yet. */
export function leftOf({ amount, refunded }: Pick<Payment, 'amount' | 'refunded'>): number {
  return amount - refunded
}

/** Minor units that the draft gives back; a line takes its share of its tax along, rounded half up. */
export function refundAmount(draft: RefundDraft, payment: Pick<Payment, 'amount' | 'refunded' | 'items'>): number {
  if (draft.how === 'whole') return leftOf(payment)
  if (draft.how === 'amount') return draft.amountMinor
  return payment.items.reduce((sum, item, at) => {
    const quantity = draft.quantities[at] ?? 0
    return (
      sum + quantity * item.unitAmount + Math.floor((2 * item.tax * quantity + item.quantity) / (2 * item.quantity))
    )
  }, 0)
}

/** Why the draft can't be sent, in words; undefined when it can. */
export function refundTrouble(
  draft: RefundDraft,
  payment: Pick<Payment, 'amount' | 'refunded' | 'items'>,
): 'nothing' | 'tooMuch' | 'noReason' | undefined {
  const amount = refundAmount(draft, payment)
  if (amount === 0) return 'nothing'
  if (amount > leftOf(payment)) return 'tooMuch'
  if (draft.reason.trim() === '') return 'noReason'
  return undefined
}

/** The body of the request. */
export function refundBody(draft: RefundDraft): TakeRefund {
  const reason = draft.reason.trim()
  if (draft.how === 'amount') return { amount: draft.amountMinor, reason }
  if (draft.how === 'whole') return { reason }
  const lines = draft.quantities.flatMap((quantity, index) => (quantity > 0 ? [{ index, quantity }] : []))
  return { lines, reason }
}
