/** Amounts as people write them, read exactly: from text to minor units, never through a float. */
import { amountMax } from './money.ts'

export type ReadAmount =
  | { readonly ok: true; readonly amount: bigint }
  | { readonly ok: false; readonly reason: string }

export interface AmountFormat {
  /** Decimals of the currency; 0 when the text is in minor units already. */
  readonly digits: number
  readonly mark: '.' | ','
}

export function readAmount(text: string, { digits, mark }: AmountFormat): ReadAmount {
  const [whole = '', decimals = '', ...more] = text.split(mark)
  const negative = whole.startsWith('-')
  const isNumber = /^-?\d+$/.test(whole) && (decimals === '' ? !text.includes(mark) : /^\d+$/.test(decimals))
  if (!isNumber || more.length > 0) return { ok: false, reason: `the amount ${quoted(text)} is not a number` }
  const kept = decimals.replace(/0+$/, '')
  if (kept.length > digits) return { ok: false, reason: `the amount ${quoted(text)} has more than ${digits} decimals` }
  const amount = BigInt(whole + kept.padEnd(digits, '0'))
  if (negative && amount !== 0n) return { ok: false, reason: `the amount ${quoted(text)} is below zero` }
  if (amount > amountMax) return { ok: false, reason: `the amount ${quoted(text)} is too large` }
  return { ok: true, amount }
}

/** How many decimals a currency has (ISO 4217): 2 for USD, 0 for JPY. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** A value of the file for a message, kept short. */
export function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`
}
