/**
 * Numbers of closed-loop cards, as printed, mailed, scanned and typed.
 *
 * A printed number has 16 digits and can't be a bank card's, for two reasons. It begins with 0: in ISO/IEC 7812-1 the first digit is
 * the major industry identifier, 0 belongs to "ISO/TC 68 and other industry assignments", and no card network issues numbers under
 * it. And its check digit is that of ISO/IEC 7812-1 annex B (Luhn) plus five: whatever checks bank cards refuses it, and every mistyped
 * digit is still found, because the sum differs from Luhn's by the same for every number.
 *
 * A code of an e-gift has 20 characters of Crockford base 32: 18 random ones (90 bits), and two that hold the rest of the division of
 * those by 1021. Being a prime below 1024, it finds every wrong character and every swap of neighbours.
 */
export const cardNumberLength = 16
export const giftCodeLength = 20

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const modulus = 1021n
const luhnShift = 5

/** What a scanner, a camera or a person hands over, made canonical; undefined when it can't be the number of any card. */
export function canonicalCardNumber(text: string): string | undefined {
  const number = text
    .toUpperCase()
    .replace(/[\s·.-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  return /^[0-9A-Z]{4,32}$/.test(number) ? number : undefined
}

/** Whether a canonical number is one that we print: 16 digits, the first and the check digit as they must be. */
export function isPrintedNumber(number: string): boolean {
  return /^0[0-9]{15}$/.test(number) && printedCheckDigit(number.slice(0, -1)) === number.at(-1)
}

/** Whether a canonical number is a code of an e-gift, without a mistyped character. */
export function isGiftCode(number: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{20}$/.test(number) && giftCodeCheck(number.slice(0, -2)) === number.slice(-2)
}

/** The check digit of 15 digits. */
export function printedCheckDigit(digits: string): string {
  let sum = 0
  for (const [i, digit] of [...digits].entries()) {
    const value = digit.charCodeAt(0) - 48
    const weighted = (digits.length - i) % 2 === 1 ? value * 2 : value
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return String((2 * 10 - (sum % 10) + luhnShift) % 10)
}

/** The two check characters of a code's random characters. */
export function giftCodeCheck(characters: string): string {
  let value = 0n
  for (const character of characters) value = (value * 32n + BigInt(alphabet.indexOf(character))) % modulus
  return alphabet[Math.trunc(Number(value) / 32)]! + alphabet[Number(value) % 32]!
}

/** For people: in groups of four. */
export function shownCardNumber(number: string): string {
  return number.match(/.{1,4}/g)?.join(number.length === cardNumberLength ? ' ' : '-') ?? number
}
