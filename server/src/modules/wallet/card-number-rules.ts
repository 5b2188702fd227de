/** Numbers of cards, made of random digits. What a number looks like, and why, is said in the contract's card-number.ts. Pure. */
import { cardNumberLength, giftCodeCheck, giftCodeLength, printedCheckDigit } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'

/** How many random digits a printed number holds: all but the leading 0 and the check digit. */
export const printedRandomDigits = cardNumberLength - 2
/** How many random characters of Crockford base 32 a code holds: 90 bits. */
export const codeRandomCharacters = giftCodeLength - 2

export function printedNumberOf(randomDigits: string): string {
  assert(/^[0-9]{14}$/.test(randomDigits), 'a printed number is made of 14 digits')
  return `0${randomDigits}${printedCheckDigit(`0${randomDigits}`)}`
}

export function giftCodeOf(randomCharacters: string): string {
  assert(/^[0-9A-HJKMNP-TV-Z]{18}$/.test(randomCharacters), 'a code is made of 18 characters of base 32')
  return randomCharacters + giftCodeCheck(randomCharacters)
}
