/** Arithmetic of a basket, the same on the till and on the server. All amounts are integer minor units. */

/** One line: `tax` is the tax of the whole line, already computed. */
export interface BasketLine {
  readonly quantity: number
  readonly unitAmount: number
  readonly tax: number
}

/** Tax of an amount at a rate in basis points (850 is 8.5 %), rounded half up to the minor unit. */
export function taxOf(amount: number, basisPoints: number): number {
  return Math.floor((amount * basisPoints + 5_000) / 10_000)
}

/**
 * What the first pieces of a line cost, with their share of its tax. The share is rounded down but for the last piece, so that
 * pieces given back one after the other add up to the line.
 */
export function lineShare(line: BasketLine, quantity: number): number {
  return quantity * line.unitAmount + Math.floor((line.tax * quantity) / line.quantity)
}

/** Subtotal, tax and total of a basket with its tip. */
export function basketTotals(lines: readonly BasketLine[], tip = 0) {
  const subtotal = lines.reduce((sum, line) => sum + line.quantity * line.unitAmount, 0)
  const tax = lines.reduce((sum, line) => sum + line.tax, 0)
  return { subtotal, tax, tip, total: subtotal + tax + tip }
}
