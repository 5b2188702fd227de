/** Whether what a customer confirms is what a scanned code asks for. Pure. */
import type { RequestKind } from './scan-token.ts'
import type { PaymentSettings } from './settings.ts'
import { tipMaximum } from './tip-rules.ts'

/** A till and an invoice ask once; a table and a machine whenever somebody scans them. */
export function isPaidOnce(kind: RequestKind): boolean {
  return kind === 'till' || kind === 'invoice'
}

export type ScanDecision =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'validation_failed'; readonly pointers: readonly string[] }
  | { readonly ok: false; readonly code: 'amount_too_high' }

/** The amount must be the one asked for, or anything where none is; a tip stays within the limit and is no more than the amount. */
export function decideScan(
  request: { readonly amount: bigint | null },
  confirmed: { readonly amount: number; readonly tip?: number },
  tip: PaymentSettings['tip'],
): ScanDecision {
  const amount = BigInt(confirmed.amount)
  if (request.amount !== null && amount !== request.amount) {
    return { ok: false, code: 'validation_failed', pointers: ['/amount'] }
  }
  const most = scanTipMaximum(amount, tip)
  return BigInt(confirmed.tip ?? 0) > most ? { ok: false, code: 'amount_too_high' } : { ok: true }
}

/** The most that may be given on top when paying by scan. */
export function scanTipMaximum(amount: bigint, tip: PaymentSettings['tip']): bigint {
  const limit = tipMaximum(amount, tip)
  return limit < amount ? limit : amount
}
