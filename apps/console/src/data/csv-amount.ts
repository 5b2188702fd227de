import { minorDigits } from '@ringfence/ui'
import { toDecimal } from '@ringfence/ui/money.ts'

/** An amount for a file: exact, with a point and no grouping, `-1063` → `-10.63`. */
export function csvAmount(amountMinor: number, currency: string): string {
  return toDecimal(amountMinor, minorDigits(currency))
}
