/** What a refund gives back, before it is asked for. The server decides; these are its rules, so that both agree. */
import { lineShare, type Payment, type TakeRefund } from '@ringfence/contract'

export type RefundWay = 'rest' | 'lines' | 'amount'

export interface Selection {
  readonly way: RefundWay
  /** Pieces to give back, by the index of the line. */
  readonly quantities: ReadonlyMap<number, number>
  /** For the way `amount`; minor units. */
  readonly amount: number
}

type Refundable = Pick<Payment, 'amount' | 'refunded' | 'items' | 'refunds'>

export const restOf = ({ amount, refunded }: Pick<Payment, 'amount' | 'refunded'>): number => amount - refunded

/** Pieces of a line that earlier refunds by line gave back. */
export function refundedPieces({ refunds }: Pick<Payment, 'refunds'>, index: number): number {
  const earlier = refunds.flatMap(refund => refund.lines ?? []).filter(line => line.index === index)
  return earlier.reduce((sum, line) => sum + line.quantity, 0)
}

export function refundablePieces(payment: Refundable, index: number): number {
  return (payment.items[index]?.quantity ?? 0) - refundedPieces(payment, index)
}

/** Pieces of a line with their share of its tax, counted on from those given back before: all pieces are the line. */
export function amountOfPieces(payment: Refundable, index: number, pieces: number): number {
  const line = payment.items[index]
  if (!line) return 0
  const before = refundedPieces(payment, index)
  return lineShare(line, before + pieces) - lineShare(line, before)
}

export function refundAmount(payment: Refundable, { way, quantities, amount }: Selection): number {
  if (way === 'rest') return restOf(payment)
  if (way === 'amount') return amount
  return [...quantities].reduce((sum, [index, pieces]) => sum + amountOfPieces(payment, index, pieces), 0)
}

export type RefundTrouble = 'nothing' | 'tooMuch'

export function refundTrouble(payment: Refundable, selection: Selection): RefundTrouble | undefined {
  const amount = refundAmount(payment, selection)
  if (amount <= 0) return 'nothing'
  return amount > restOf(payment) ? 'tooMuch' : undefined
}

/** As the API takes it. The rest is sent as an amount: what the cashier confirmed, not what is left by then. */
export function toTakeRefund(payment: Refundable, selection: Selection, reason: string): TakeRefund {
  if (selection.way !== 'lines') return { amount: refundAmount(payment, selection), reason }
  const chosen = [...selection.quantities].filter(([, quantity]) => quantity > 0)
  return { lines: chosen.map(([index, quantity]) => ({ index, quantity })), reason }
}
