/** Money is integer minor units: bigint inside, an exact JSON integer outside, never a float. */
import { assert } from './assert.ts'

/** What one movement may be at most (10^12 minor units). */
export const amountMax = 1_000_000_000_000n

/** A JSON integer that the schema has let through, as bigint. */
export function fromJson(amount: number): bigint {
  assert(Number.isSafeInteger(amount), 'an amount is a safe integer')
  return BigInt(amount)
}

/** The exact JSON integer of an amount; sums on the books stay far below 2^53. */
export function toJson(amountMinor: bigint): number {
  const number = Number(amountMinor)
  assert(Number.isSafeInteger(number), 'a sum is within ±2^53')
  return number
}
