/** What a mailed receipt says. Pure. */
import type { Payment } from '@ringfence/contract'
import type { MailSlots, MoneySlot } from '../../platform/mail/index.ts'

export function receiptSlots(payment: Payment): MailSlots['receipt'] {
  const money = (amount: number): MoneySlot => ({ amount: String(amount), currency: payment.currency })
  const unlessNothing = (amount: number) => (amount === 0 ? null : money(amount))
  return {
    storeName: oneLine(payment.storeName),
    time: { at: payment.at, timeZone: payment.timeZone },
    items: payment.items.map(({ name, quantity, unitAmount }) => ({
      name: oneLine(name),
      quantity,
      value: money(quantity * unitAmount),
    })),
    tax: money(payment.tax),
    tip: unlessNothing(payment.tip),
    total: money(payment.amount),
    refunded: unlessNothing(payment.refunded),
    reference: payment.id,
  }
}

/** Names of items come from tills: what would break a line becomes a space. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

const freshMs = 86_400_000

/** Nobody gets mails about the past: an import tells of payments that are years old. */
export function isFresh(at: Date, nowMs: number): boolean {
  return nowMs - at.getTime() < freshMs
}
