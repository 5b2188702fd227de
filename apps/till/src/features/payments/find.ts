/** Finding a payment among those that are loaded, and putting them under their days. */
import type { PaymentSummary } from '@ringfence/contract'
import { formatDay, formatMinor } from '@ringfence/ui'

/** By amount (`10.63`, `1063`), first name, title, or a part of the id. */
export function findPayments(payments: readonly PaymentSummary[], search: string): readonly PaymentSummary[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return payments
  return payments.filter(payment => matches(payment, wanted))
}

function matches(payment: PaymentSummary, wanted: string): boolean {
  const { id, title, customerName, amount, currency } = payment
  if ([id, title, customerName ?? ''].some(text => text.toLowerCase().includes(wanted))) return true
  const digits = wanted.replace(/[\s.,$€£]/g, '')
  if (!/^\d+$/.test(digits)) return false
  return formatMinor({ amount, currency }).replace(/\D/g, '').startsWith(digits)
}

export interface Day {
  /** As people say it: Today, Yesterday, 20 Nov. */
  readonly name: string
  readonly payments: readonly PaymentSummary[]
}

export function byDay(payments: readonly PaymentSummary[], timeZone: string, at?: Date): Day[] {
  const days = Map.groupBy(payments, payment => formatDay(payment.at, timeZone, at))
  return [...days].map(([name, own]) => ({ name: name.charAt(0).toUpperCase() + name.slice(1), payments: own }))
}

/** Newer ones in front, changed ones in place, none twice. */
export function mergePayments(known: readonly PaymentSummary[], newer: readonly PaymentSummary[]): PaymentSummary[] {
  const byId = new Map([...known, ...newer].map(payment => [payment.id, payment]))
  return [...byId.values()].sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id))
}
