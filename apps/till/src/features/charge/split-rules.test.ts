import { giftCodeCheck, printedCheckDigit } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import { readCode, toTenders, withCode } from './split-rules.ts'

const printed = `012345678901234${printedCheckDigit('012345678901234')}`
const gift = `7KQ2M9XD7KQ2M9XD7K${giftCodeCheck('7KQ2M9XD7KQ2M9XD7K')}`
const payCode = '7KQ2M9XD48213377'

describe('what a scanner read', () => {
  it('is a pay code, a printed card or an e-gift', () => {
    expect(readCode('7kq2 m9xd · 4821 3377')).toEqual({ kind: 'payCode', code: payCode })
    expect(readCode(printed.replace(/(.{4})/g, '$1 '))).toEqual({ kind: 'giftCard', code: printed })
    expect(readCode(gift.replace(/(.{4})(?=.)/g, '$1-'))).toEqual({ kind: 'giftCard', code: gift })
  })

  it('is neither when it is a shop article, or a digit is wrong', () => {
    expect(readCode('4006381333931')).toBeUndefined()
    expect(readCode(`${gift.slice(0, -1)}${gift.endsWith('0') ? '1' : '0'}`)).toBeUndefined()
  })
})

describe('what a basket is paid from', () => {
  const nothing = { giftCards: [] }
  const card = { kind: 'giftCard', code: printed } as const

  it('holds each card once, and the newest pay code', () => {
    const twice = withCode(withCode(nothing, card), card)
    expect(twice).toEqual({ giftCards: [printed] })
    const first = withCode(twice, { kind: 'payCode', code: payCode })
    expect(withCode(first, { kind: 'payCode', code: '7KQ2M9XD00000000' })).toEqual({
      giftCards: [printed],
      payCode: '7KQ2M9XD00000000',
    })
  })

  it('puts the pay code first, else the first card, and leaves out what is nothing', () => {
    expect(toTenders({ giftCards: [printed] })).toEqual({ code: printed })
    expect(toTenders({ giftCards: [printed, gift], payCode }, { cash: 250, card: 0 })).toEqual({
      code: payCode,
      tenders: [
        { type: 'giftCard', number: printed },
        { type: 'giftCard', number: gift },
        { type: 'cash', amount: 250 },
      ],
    })
    expect(toTenders({ giftCards: [printed, gift] }, { cash: 0, card: 100 })).toEqual({
      code: printed,
      tenders: [
        { type: 'giftCard', number: gift },
        { type: 'card', amount: 100 },
      ],
    })
  })
})
