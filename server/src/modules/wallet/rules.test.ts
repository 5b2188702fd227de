import { payCodeStep } from '@ringfence/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkCode, digitsAt } from './rules.ts'

const seed = 20261122
const now = Date.parse('2026-11-22T12:00:10Z')
const secret = fc.uint8Array({ minLength: 20, maxLength: 20 })

test('a code is right in its own step and one to either side, then expired for ten minutes, then unknown [2.1] [A3]', () => {
  fc.assert(
    fc.property(secret, fc.integer({ min: -40, max: 40 }), (key, offset) => {
      const step = payCodeStep(now) + offset
      const check = checkCode(key, digitsAt(key, step), now)
      if (Math.abs(offset) <= 1) expect(check).toEqual({ ok: true, step })
      else expect(check).toEqual({ ok: false, code: offset >= -20 && offset < 0 ? 'code_expired' : 'code_invalid' })
    }),
    { seed },
  )
})

test("another device's digits are not known", () => {
  fc.assert(
    fc.property(secret, secret, (key, other) => {
      fc.pre(Buffer.compare(key, other) !== 0)
      expect(checkCode(key, digitsAt(other, payCodeStep(now)), now).ok).toBe(false)
    }),
    { seed },
  )
})
