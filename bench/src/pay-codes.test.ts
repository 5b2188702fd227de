import { expect, test } from 'vitest'
import { checkCode } from '../../server/src/modules/wallet/rules.ts'
import { payCodes } from './pay-codes.ts'

const secrets = ['a', 'b', 'c'].map(letter => Buffer.from(letter.repeat(20)))
const phones = secrets.map((secret, i) => ({ alias: `PHONE00${i}`, secret: secret.toString('base64') }))
const now = Date.parse('2026-11-22T12:00:00Z')

test('each phone shows each step once, and only steps that a till accepts', () => {
  const codes = payCodes(phones)
  const taken = [now, now + 30_000].flatMap(ms => {
    const shown: string[] = []
    for (let code = codes.take(ms); code !== undefined; code = codes.take(ms)) shown.push(code)
    for (const code of shown) expect(checkCode(secrets[Number(code[7])]!, code.slice(8), ms).ok).toBe(true)
    return shown
  })
  expect(taken).toHaveLength(9) // two steps at first, one more half a minute later
  expect(new Set(taken).size).toBe(9)
  expect(codes.nextAtMs(now + 1)).toBe(now + 30_000)
})
