/** What can be done with a payment, as far as the till can know; the server decides. */
import type { Payment } from '@ringfence/contract'
import { nowMs } from '../../clock.ts'
import type { TenderPart } from '../charge/requests.ts'

/** The day of a moment in a time zone, as a key to compare. */
export function dayIn(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(atMs)
}

/** A hold, or a payment of the store's today of which nothing went back yet. */
export function isVoidable(
  payment: Pick<Payment, 'status' | 'refunded' | 'at' | 'timeZone'>,
  atMs: number = nowMs(),
): boolean {
  const { status, refunded, at, timeZone } = payment
  if (status === 'authorized') return true
  if (status !== 'captured' || refunded > 0) return false
  return dayIn(Date.parse(at), timeZone) === dayIn(atMs, timeZone)
}

type Tendered = Pick<Payment, 'tenders'>

/** What each tender can still get back; what one of them gave in several parts, such as a tip, is one. */
export function restsByTender({ tenders }: Tendered): TenderPart[] {
  const byName = Map.groupBy(tenders, ({ type, lastDigits }) => `${type} ${lastDigits}`)
  return [...byName.values()]
    .map(([first, ...others]) => ({
      type: first!.type,
      lastDigits: first!.lastDigits,
      amount: [first!, ...others].reduce((sum, { amount, refunded }) => sum + amount - refunded, 0),
    }))
    .filter(({ amount }) => amount > 0)
}
