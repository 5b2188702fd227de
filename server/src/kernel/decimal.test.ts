import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalsOf, quoted, readAmount } from './decimal.ts'
import { amountMax } from './money.ts'

const dollars = { digits: 2, mark: '.' } as const
const amount = (text: string, format: Parameters<typeof readAmount>[1] = dollars) => {
  const read = readAmount(text, format)
  return read.ok ? read.amount : read.reason
}

test('every amount reads back exactly as it was written, in every currency and with every mark', () => {
  const marks = fc.constantFrom('.' as const, ',' as const)
  const amounts = fc.bigInt({ min: 0n, max: amountMax })
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 4 }), marks, fc.nat(3), (minor, digits, mark, zeros) => {
      const text = String(minor).padStart(digits + 1, '0')
      const whole = text.slice(0, text.length - digits)
      const decimals = text.slice(text.length - digits) + '0'.repeat(zeros)
      const written = decimals === '' ? whole : `${whole}${mark}${decimals}`
      expect(readAmount(written, { digits, mark })).toEqual({ ok: true, amount: minor })
    }),
  )
})

test('no text but a plain decimal number is an amount', () => {
  const plain = /^-?\d+(\.\d+)?$/
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,-+e $') }), text => {
      fc.pre(!plain.test(text))
      expect(readAmount(text, dollars).ok).toBe(false)
    }),
  )
})

test.each(['', '.', '.5', '5.', '1.x5', '1.5x', 'x1.5', '1.5.', '1,234.50', '٣'])('"%s" is no number', text => {
  expect(amount(text)).toBe(`the amount "${text}" is not a number`)
})

test('a message shows what was written, but no more of it than one can read', () => {
  expect(quoted('x'.repeat(40))).toBe(`"${'x'.repeat(40)}"`)
  expect(quoted('x'.repeat(41))).toBe(`"${'x'.repeat(40)}…"`)
})

test('decimals may be left out or end in zeros, but never go beyond the currency', () => {
  expect([amount('11.77'), amount('11.7'), amount('11'), amount('11.7700')]).toEqual([1177n, 1170n, 1100n, 1177n])
  expect(amount('11.775')).toBe('the amount "11.775" has more than 2 decimals')
  expect(amount('1.234,50'.replace('.', ''), { digits: 2, mark: ',' })).toBe(123450n)
  expect(amount('500', { digits: 0, mark: '.' })).toBe(500n)
})

test('an amount is neither below zero nor beyond what one movement may be', () => {
  expect(amount('-4.50')).toBe('the amount "-4.50" is below zero')
  expect(amount('-0.00')).toBe(0n)
  expect(amount('10000000000.01')).toBe('the amount "10000000000.01" is too large')
})

test('currencies know their decimals', () => {
  expect(['USD', 'JPY', 'KWD'].map(decimalsOf)).toEqual([2, 0, 3])
})
