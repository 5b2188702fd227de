/** Draws the numbers of cards, and hides them: the database holds a keyed hash and the last four characters only. */
import { randomInt } from 'node:crypto'
import { randomText } from '../../kernel/ids.ts'
import { keyedHash, type MasterKey } from '../../platform/crypto.ts'
import { codeRandomCharacters, giftCodeOf, printedNumberOf, printedRandomDigits } from './card-number-rules.ts'

export function drawPrintedNumber(): string {
  return printedNumberOf(Array.from({ length: printedRandomDigits }, () => randomInt(10)).join(''))
}

export function drawGiftCode(): string {
  return giftCodeOf(randomText(codeRandomCharacters))
}

export interface HiddenNumber {
  readonly numberHash: Buffer
  readonly lastDigits: string
}

/** What is kept of a canonical number. */
export function hideNumber(masterKey: MasterKey, number: string): HiddenNumber {
  return { numberHash: keyedHash(masterKey, 'card numbers', number), lastDigits: number.slice(-4) }
}
