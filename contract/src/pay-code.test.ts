import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counterBytes, digitsOf, parsePayCode, payCodeDigitsAt, payCodeStep } from './pay-code.ts'

const seed = 20261122
const vectorSecret = Buffer.from('12345678901234567890')

// RFC 6238, appendix B, SHA-1; these have 8 digits already.
test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('at %i s the digits are those of RFC 6238: %s', async (seconds, digits) => {
  const step = payCodeStep(seconds * 1000)
  expect(digitsOf(createHmac('sha1', vectorSecret).update(counterBytes(step)).digest())).toBe(digits)
  const key = await crypto.subtle.importKey('raw', vectorSecret, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign'])
  expect(await payCodeDigitsAt(key, step)).toBe(digits)
})

// RFC 4226, appendix D, 6 digits.
test('shorter digits are those of RFC 4226', () => {
  const digits = Array.from({ length: 10 }, (_, count) =>
    digitsOf(createHmac('sha1', vectorSecret).update(counterBytes(count)).digest(), 6),
  )
  const expected = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
  expect(digits).toEqual(expected)
})

test('a step lasts 30 seconds', () => {
  expect([0, 29_999, 30_000, 59_999].map(payCodeStep)).toEqual([0, 0, 1, 1])
  expect([...counterBytes(0x1_0000_0002)]).toEqual([0, 0, 0, 1, 0, 0, 0, 2])
})

test('a code is read however it is shown, scanned or typed [2.3]', () => {
  const read = { alias: '7K2M0XQ1', digits: '01234567', code: '7K2M0XQ101234567' }
  for (const text of ['7K2M0XQ101234567', '7k2m 0xq1 0123 4567', ' 7K2M-OXQI·0I23.4567\n', '7K2MoxqLO1234567']) {
    expect(parsePayCode(text)).toEqual(read)
  }
})

test('what can not be a code is none', () => {
  for (const text of [
    '',
    '7K2M0XQ10123456',
    '7K2M0XQ1012345678',
    '7K2M0XQU01234567',
    '7K2M0XQ10123456A',
    '𝟕K2M0XQ101234567',
  ]) {
    expect(parsePayCode(text)).toBeUndefined()
  }
})

test('any text is a code that reads as itself, or none', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), text => {
      const parsed = parsePayCode(text)
      if (parsed) expect(parsePayCode(parsed.code)).toEqual(parsed)
    }),
    { seed },
  )
})
