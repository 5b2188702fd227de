/** How much may be given as a tip, and until when. Pure; amounts are bigint minor units. */
import type { PaymentSettings } from './settings.ts'

const hourMs = 3_600_000

/** The most that may be given on top of `amount`: a share of it, rounded down, or the fixed limit, whichever is more. */
export function tipMaximum(amount: bigint, { percent, amount: fixed }: PaymentSettings['tip']): bigint {
  const share = (amount * BigInt(percent)) / 100n
  return share > BigInt(fixed) ? share : BigInt(fixed)
}

export interface TippablePayment {
  readonly state: 'authorized' | 'captured' | 'voided' | 'expired'
  readonly amount: bigint
  /** Tip within `amount`, given with the payment. */
  readonly tip: bigint
  /** Tip given afterwards. */
  readonly tipped: bigint
  readonly refunded: bigint
  readonly at: Date
}

/** The end of the time in which a tip may still be given. */
export function tipUntilMs(payment: Pick<TippablePayment, 'at'>, settings: PaymentSettings['tip']): number {
  return payment.at.getTime() + settings.hours * hourMs
}

export type TipDecision = { ok: true } | { ok: false; code: 'already_tipped' | 'too_late' | 'amount_too_high' }

/** One tip a payment, with it or after it; nothing on top of what was given back, voided or is not charged yet. */
export function decideTip(
  payment: TippablePayment,
  amount: bigint,
  settings: PaymentSettings['tip'],
  nowMs: number,
): TipDecision {
  if (payment.tip > 0n || payment.tipped > 0n) return { ok: false, code: 'already_tipped' }
  if (payment.state !== 'captured' || payment.refunded > 0n) return { ok: false, code: 'too_late' }
  if (nowMs >= tipUntilMs(payment, settings)) return { ok: false, code: 'too_late' }
  return amount > tipMaximum(payment.amount, settings) ? { ok: false, code: 'amount_too_high' } : { ok: true }
}
