/** What a refund will give back, before it is asked for. The server computes it again and has the last word. */
import { lineShare, type Payment, type TakeRefund } from '@ringfence/contract'

type Refundable = Pick<Payment, 'amount' | 'refunded' | 'items' | 'refunds'>

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

/** What can be given back now: of a hold or of what was voided, nothing. */
export function refundableOf({ status, ...payment }: Pick<Payment, 'amount' | 'refunded' | 'status'>): number {
  return status === 'captured' || status === 'partiallyRefunded' ? leftOf(payment) : 0
}

/** For each line, how many went back before. */
export function returnedQuantities({ items, refunds }: Pick<Payment, 'items' | 'refunds'>): number[] {
  const returned = items.map(() => 0)
  for (const { lines } of refunds) {
    for (const { index, quantity } of lines ?? []) returned[index] = (returned[index] ?? 0) + quantity
  }
  return returned
}

/** Minor units that the draft gives back; lines take their share of their tax along. */
export function refundAmount(draft: RefundDraft, payment: Refundable): number {
  if (draft.how === 'whole') return leftOf(payment)
  if (draft.how === 'amount') return draft.amountMinor
  const returned = returnedQuantities(payment)
  return payment.items.reduce((sum, item, at) => {
    const before = returned[at] ?? 0
    return sum + lineShare(item, before + (draft.quantities[at] ?? 0)) - lineShare(item, before)
  }, 0)
}

/** Why the draft can't be sent, in words; undefined when it can. */
export function refundTrouble(draft: RefundDraft, payment: Refundable): 'nothing' | 'tooMuch' | 'noReason' | undefined {
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
