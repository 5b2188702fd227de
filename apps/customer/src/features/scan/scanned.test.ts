import { giftCodeCheck, printedCheckDigit } from '@ringfence/contract'
import { expect, it } from 'vitest'
import { whatIsScanned } from './scanned.ts'

const token = `RF${'ABC234'.repeat(20)}`
const random = 'ABCD2345EFGH6789JK'
const code = random + giftCodeCheck(random)
const printed = `012345678901234${printedCheckDigit('012345678901234')}`

it.each([
  [token, { kind: 'payment', token }],
  [` ${token.toLowerCase()}\n`, { kind: 'payment', token }],
  [code, { kind: 'giftCard', number: code }],
  [`https://pay.example/app/claim#${code}`, { kind: 'giftCard', number: code }],
  [printed.replace(/.{4}/g, '$& '), { kind: 'giftCard', number: printed }],
  ['https://example.com/menu', { kind: 'unknown' }],
  ['4242424242424242', { kind: 'unknown' }],
  ['', { kind: 'unknown' }],
])('%s', (text, scanned) => {
  expect(whatIsScanned(text)).toEqual(scanned)
})
