import { isGiftCode, isPrintedNumber, parsePayCode } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { masterKeyOf } from '../../platform/crypto.ts'
import { codeRandomCharacters, giftCodeOf, printedNumberOf, printedRandomDigits } from './card-number-rules.ts'
import { drawGiftCode, drawPrintedNumber, hideNumber } from './card-numbers.ts'

test('numbers are made of the random part, the leading 0 and the check', () => {
  expect(printedNumberOf('12345678901234')).toBe('0123456789012342')
  expect(giftCodeOf('0000000000000000ZW')).toBe('0000000000000000ZWZW')
})

test.each(['1234567890123', '123456789012345', '1234567890123x', 'x1234567890123'])(
  'no printed number is made of %s',
  text => {
    expect(() => printedNumberOf(text)).toThrow('14 digits')
  },
)

test.each([
  '0000000000000000Z',
  '0000000000000000ZW0',
  '0000000000000000ZU',
  'U0000000000000000ZW',
  '0000000000000000ZW ',
])('no code is made of "%s"', text => {
  expect(() => giftCodeOf(text)).toThrow('18 characters')
})

test('an e-gift code holds at least 80 random bits [4.2]', () => {
  expect(codeRandomCharacters * 5).toBeGreaterThanOrEqual(80)
  expect(printedRandomDigits).toBe(14)
})

test('what is drawn is right, never the same twice, and no printed number could be taken for a pay code of ours', () => {
  const numbers = Array.from({ length: 2000 }, drawPrintedNumber)
  const codes = Array.from({ length: 2000 }, drawGiftCode)
  expect(numbers.every(isPrintedNumber)).toBe(true)
  expect(codes.every(isGiftCode)).toBe(true)
  expect(new Set([...numbers, ...codes]).size).toBe(4000)
  expect(codes.filter(code => parsePayCode(code))).toEqual([])
})

test('a hidden number is the same for the same number under the same key only, and does not hold the number', () => {
  const [key, other] = [masterKeyOf(Buffer.alloc(32, 1), 'a'), masterKeyOf(Buffer.alloc(32, 2), 'b')]
  const hidden = hideNumber(key, '0123456789012342')
  expect(hidden).toEqual(hideNumber(key, '0123456789012342'))
  expect(hidden.lastDigits).toBe('2342')
  expect(hidden.numberHash).toHaveLength(32)
  expect(hidden.numberHash).not.toEqual(hideNumber(other, '0123456789012342').numberHash)
  expect(hidden.numberHash).not.toEqual(hideNumber(key, '0123456789012343').numberHash)
})
