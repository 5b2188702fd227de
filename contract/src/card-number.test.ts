import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  canonicalCardNumber,
  cardNumberLength,
  giftCodeCheck,
  giftCodeLength,
  isGiftCode,
  isPrintedNumber,
  printedCheckDigit,
  shownCardNumber,
} from './card-number.ts'

const seed = 20261122
const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 14, maxLength: 14 })
const base32 = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ')
const characters = fc.string({ unit: base32, minLength: 18, maxLength: 18 })
const printed = digits.map(random => `0${random}${printedCheckDigit(`0${random}`)}`)
const code = characters.map(random => random + giftCodeCheck(random))

/** ISO/IEC 7812-1, annex B, as it is told everywhere: from the right, every second digit doubled, its digits added. */
function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, i) => {
    const value = digit.charCodeAt(0) - 48
    return total + (i % 2 === 0 ? value : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][value]!)
  }, 0)
  return sum % 10 === 0
}

test('a printed number has 16 digits, and none can be a bank card: it begins with 0 and never passes the Luhn check [4.2]', () => {
  expect(passesLuhn('4242424242424242')).toBe(true)
  fc.assert(
    fc.property(printed, number => {
      expect(number).toMatch(/^0[0-9]{15}$/)
      expect(number).toHaveLength(cardNumberLength)
      expect(isPrintedNumber(number)).toBe(true)
      expect(passesLuhn(number)).toBe(false)
    }),
    { seed },
  )
})

test('examples of printed numbers', () => {
  expect(printedCheckDigit('000000000000000')).toBe('5')
  expect(printedCheckDigit('012345678901234')).toBe('2')
  expect(isPrintedNumber('0123456789012342')).toBe(true)
  for (const wrong of [
    '0123456789012341',
    '012345678901234',
    '01234567890123420',
    '4242424242424242',
    ' 123456789012342',
  ])
    expect(isPrintedNumber(wrong)).toBe(false)
})

test('no bank card number is one of ours', () => {
  for (const bank of [
    '4242424242424242',
    '5555555555554444',
    '2223003122003222',
    '6011111111111117',
    '9792030394440796',
  ])
    expect(isPrintedNumber(bank)).toBe(false)
})

test('one wrong digit of a printed number is found', () => {
  fc.assert(
    fc.property(printed, fc.nat(15), fc.integer({ min: 1, max: 9 }), (number, place, by) => {
      const wrong = String((number.charCodeAt(place) - 48 + by) % 10)
      expect(isPrintedNumber(number.slice(0, place) + wrong + number.slice(place + 1))).toBe(false)
    }),
    { seed },
  )
})

test('a code has 20 characters, and one wrong character or a swap of neighbours is found [4.2]', () => {
  fc.assert(
    fc.property(code, fc.nat(19), base32, (good, place, character) => {
      expect(good).toHaveLength(giftCodeLength)
      expect(isGiftCode(good)).toBe(true)
      const changed = good.slice(0, place) + character + good.slice(place + 1)
      expect(isGiftCode(changed)).toBe(changed === good)
      const [a, b] = [good.charAt(place), good.charAt(place + 1)]
      const swapped = good.slice(0, place) + b + a + good.slice(place + 2)
      if (b !== '') expect(isGiftCode(swapped)).toBe(swapped === good)
    }),
    { seed },
  )
})

test('examples of codes', () => {
  expect(giftCodeCheck('000000000000000000')).toBe('00')
  expect(giftCodeCheck('000000000000000001')).toBe('01')
  expect(giftCodeCheck('00000000000000000Z')).toBe('0Z')
  expect(giftCodeCheck('0000000000000000ZW')).toBe('ZW')
  expect(giftCodeCheck('0000000000000000ZX')).toBe('00')
  expect(giftCodeCheck('ZZZZZZZZZZZZZZZZZZ')).toHaveLength(2)
  for (const wrong of ['0000000000000000000', '000000000000000000000', '0000000000000000000U', '0000000000000000001'])
    expect(isGiftCode(wrong)).toBe(false)
})

test('spaces, hyphens, dots, case and characters that look alike do not matter', () => {
  fc.assert(
    fc.property(code, good => {
      const typed = shownCardNumber(good).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
      expect(canonicalCardNumber(` ${typed} `)).toBe(good)
    }),
    { seed },
  )
  expect(canonicalCardNumber('0123 4567-8901.2342')).toBe('0123456789012342')
  expect(canonicalCardNumber('0123·4567·iI')).toBe('0123456711')
})

test('what can be no number is none', () => {
  for (const text of ['', '123', 'A'.repeat(33), 'äöüß', '1234_5678', '12;34'])
    expect(canonicalCardNumber(text)).toBeUndefined()
  expect(canonicalCardNumber('1234')).toBe('1234')
  expect(canonicalCardNumber('A'.repeat(32))).toBe('A'.repeat(32))
})

test('people see groups of four', () => {
  expect(shownCardNumber('0123456789012342')).toBe('0123 4567 8901 2342')
  expect(shownCardNumber('0000000000000000ZW00')).toBe('0000-0000-0000-0000-ZW00')
  expect(shownCardNumber('')).toBe('')
})
