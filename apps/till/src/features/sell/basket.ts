/** The basket: lines of items with options, or one plain amount, and a tip. Integer minor units throughout. */
import { basketTotals, type MenuItem, type PaymentItem, taxOf } from '@ringfence/contract'

export interface Line {
  /** Item and options: the same again is one more of this line. */
  readonly key: string
  readonly itemId: string
  readonly name: string
  readonly options: readonly string[]
  readonly quantity: number
  readonly unitAmount: number
  readonly taxBasisPoints: number
}

export type Tip =
  | { readonly kind: 'none' }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'amount'; readonly amount: number }

export type Lines = readonly Line[]
export const quantityMax = 999
export const noTip: Tip = { kind: 'none' }

type Option = MenuItem['options'][number]

/** One of an item with the options chosen. */
export function lineOf(item: MenuItem, options: readonly Option[] = []): Line {
  const names = options.map(option => option.name)
  return {
    key: [item.id, ...names].join('|'),
    itemId: item.id,
    name: item.name,
    options: names,
    quantity: 1,
    unitAmount: options.reduce((sum, option) => sum + option.amount, item.amount),
    taxBasisPoints: item.taxBasisPoints,
  }
}

export function addLine(lines: Lines, added: Line): Lines {
  const known = lines.find(line => line.key === added.key)
  return known ? setQuantity(lines, known.key, known.quantity + added.quantity) : [...lines, added]
}

/** Nothing of a line takes it out of the basket. */
export function setQuantity(lines: Lines, key: string, quantity: number): Lines {
  if (quantity <= 0) return lines.filter(line => line.key !== key)
  return lines.map(line => (line.key === key ? { ...line, quantity: Math.min(quantity, quantityMax) } : line))
}

export function taxOfLine({ quantity, unitAmount, taxBasisPoints }: Line): number {
  return taxOf(quantity * unitAmount, taxBasisPoints)
}

/** A tip by percent is of the goods without tax, rounded half up. No tip is above what the goods cost. */
export function tipAmount(tip: Tip, subtotal: number): number {
  if (tip.kind === 'amount') return Math.min(tip.amount, subtotal)
  return tip.kind === 'percent' ? Math.floor((subtotal * tip.percent + 50) / 100) : 0
}

export interface Totals {
  readonly subtotal: number
  readonly tax: number
  readonly tip: number
  readonly total: number
}

export function totalsOf(lines: Lines, tip: Tip): Totals {
  const priced = lines.map(line => ({ ...line, tax: taxOfLine(line) }))
  const { subtotal } = basketTotals(priced)
  return basketTotals(priced, tipAmount(tip, subtotal))
}

/** A plain amount has its tax inside already; the till doesn't know it. */
export function totalsOfAmount(amount: number, tip: Tip): Totals {
  return basketTotals([{ quantity: 1, unitAmount: amount, tax: 0 }], tipAmount(tip, amount))
}

export const countOf = (lines: Lines): number => lines.reduce((sum, line) => sum + line.quantity, 0)

/** The one tax rate of the basket in basis points; undefined when lines differ. */
export function commonTaxRate(lines: Lines): number | undefined {
  const rates = new Set(lines.map(line => line.taxBasisPoints))
  return rates.size === 1 ? lines[0]!.taxBasisPoints : undefined
}

export function toPaymentItems(lines: Lines): PaymentItem[] {
  return lines.map(line => ({
    itemId: line.itemId,
    name: line.name,
    ...(line.options.length > 0 ? { note: line.options.join(', ').slice(0, 120) } : {}),
    quantity: line.quantity,
    unitAmount: line.unitAmount,
    tax: taxOfLine(line),
  }))
}
