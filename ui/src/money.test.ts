import { beforeAll, describe, expect, test } from 'vitest'
import {
  configureFormats,
  currencySign,
  digitsToMinor,
  formatCount,
  formatMinor,
  formatMoney,
  formatPercent,
  minorDigits,
} from './format.ts'

beforeAll(() => configureFormats({ locale: 'en-US' }))

describe('money', () => {
  test('shows minor units with the digits of the currency', () => {
    expect(formatMoney({ amount: 2740, currency: 'USD' })).toBe('$27.40')
    expect(formatMoney({ amount: 5, currency: 'USD' })).toBe('$0.05')
    expect(formatMoney({ amount: 1500, currency: 'JPY' })).toBe('¥1,500')
    expect(minorDigits('KWD')).toBe(3)
    expect(formatMinor({ amount: 1005, currency: 'KWD' })).toBe('1.005')
  })

  test('writes a true minus before the sign', () => {
    expect(formatMoney({ amount: -735, currency: 'USD' })).toBe('\u2212$7.35')
  })

  test('marks gains only when asked, and never marks zero', () => {
    expect(formatMoney({ amount: 2500, currency: 'USD' }, { sign: 'always' })).toBe('+$25.00')
    expect(formatMoney({ amount: 0, currency: 'USD' }, { sign: 'always' })).toBe('$0.00')
  })

  test('stays exact where binary fractions and doubles do not', () => {
    expect(formatMoney({ amount: 900719925474099, currency: 'USD' })).toBe('$9,007,199,254,740.99')
    expect(formatMoney({ amount: 900719925474099301n, currency: 'USD' })).toBe('$9,007,199,254,740,993.01')
  })

  test('refuses a fraction of a minor unit', () => {
    expect(() => formatMoney({ amount: 10.5, currency: 'USD' })).toThrow(RangeError)
  })

  test('drops or rounds the fraction only when asked', () => {
    expect(formatMoney({ amount: 2500, currency: 'USD' }, { fraction: 'trim' })).toBe('$25')
    expect(formatMoney({ amount: 2550, currency: 'USD' }, { fraction: 'trim' })).toBe('$25.50')
    expect(formatMoney({ amount: 1840251, currency: 'USD' }, { fraction: 'whole' })).toBe('$18,403')
  })

  test('follows the locale for separators and the place of the sign', () => {
    configureFormats({ locale: 'de-DE' })
    expect(formatMoney({ amount: -123450, currency: 'EUR' })).toBe('\u22121.234,50\u00a0€')
    expect(currencySign('EUR')).toEqual({ sign: '€', before: false })
    configureFormats({ locale: 'en-US' })
    expect(currencySign('USD')).toEqual({ sign: '$', before: true })
  })
})

describe('an amount typed as on a till', () => {
  test('shifts each digit in from the right', () => {
    let shown = ''
    for (const key of '1063') {
      shown = formatMinor({ amount: digitsToMinor(shown + key), currency: 'USD' })
    }
    expect(shown).toBe('10.63')
    expect(formatMinor({ amount: digitsToMinor(shown.slice(0, -1)), currency: 'USD' })).toBe('1.06')
  })

  test('ignores what is no digit and what is beyond twelve digits', () => {
    expect(digitsToMinor('')).toBe(0)
    expect(digitsToMinor('-1,2a.5')).toBe(125)
    expect(digitsToMinor('1234567890123')).toBe(123456789012)
  })
})

test('counts and shares are grouped and carry a true minus', () => {
  expect(formatCount(1284310)).toBe('1,284,310')
  expect(formatCount(-4)).toBe('\u22124')
  expect(formatPercent(0.618)).toBe('61.8%')
})
