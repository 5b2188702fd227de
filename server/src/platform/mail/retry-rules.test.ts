import { expect, test } from 'vitest'
import { attemptsMax, isPermanent, retryAfterMs } from './retry-rules.ts'

const minutes = (attempts: number) => retryAfterMs(attempts)! / 60_000

test('the first tries follow quickly, the later ones every six hours', () => {
  expect([1, 2, 3, 4, 9, 10, 19].map(minutes)).toEqual([1, 2, 4, 8, 256, 360, 360])
})

test('a message is given up after about three days', () => {
  expect(retryAfterMs(attemptsMax)).toBeUndefined()
  expect(retryAfterMs(attemptsMax + 1)).toBeUndefined()
  const hours = Array.from({ length: attemptsMax - 1 }, (_, i) => minutes(i + 1)).reduce((a, b) => a + b) / 60
  expect(hours).toBeGreaterThan(48)
  expect(hours).toBeLessThan(96)
})

test('only what the server refuses of this very message is refused for good', () => {
  const failure = (code: string, responseCode?: number) => Object.assign(new Error('x'), { code, responseCode })
  expect(isPermanent(failure('EENVELOPE', 550))).toBe(true)
  expect(isPermanent(failure('EENVELOPE', 500))).toBe(true)
  expect(isPermanent(failure('EMESSAGE', 552))).toBe(true)
  expect(isPermanent(failure('EENVELOPE', 451))).toBe(false)
  expect(isPermanent(failure('EAUTH', 535))).toBe(false)
  expect(isPermanent(failure('ECONNECTION'))).toBe(false)
  expect(isPermanent(failure('EENVELOPE'))).toBe(false) // an envelope without a recipient: never sent, so never refused
  expect(isPermanent({ code: 'EENVELOPE', responseCode: 550 })).toBe(false)
})
