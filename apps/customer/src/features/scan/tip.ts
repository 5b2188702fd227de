/** A share of an amount in whole minor units, half a unit up; exact, without fractions. */
export function shareOf(amountMinor: number, percent: number): number {
  return Number((BigInt(amountMinor) * BigInt(percent) + 50n) / 100n)
}
