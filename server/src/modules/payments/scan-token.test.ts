import { randomBytes } from 'node:crypto'
import { ScanToken } from '@ringfence/contract'
import fc from 'fast-check'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { openScan, requestKinds, type ScanContent, sealScan } from './scan-token.ts'

const key = Buffer.alloc(32, 1)
const now = Date.parse('2026-11-22T12:00:00Z')
const content: ScanContent = {
  kind: 'till',
  id: newId(),
  storeId: newId(),
  terminalId: newId(),
  amount: 450n,
  currency: 'USD',
  expiresMs: now + 600_000,
}

test('a code says again what was sealed, whatever it was [2.2]', () => {
  const contents = fc.record({
    kind: fc.constantFrom(...requestKinds),
    id: fc.uuid(),
    storeId: fc.uuid(),
    terminalId: fc.option(fc.uuid(), { nil: undefined }),
    amount: fc.option(fc.bigInt(1n, 1_000_000_000_000n), { nil: undefined }),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    expiresMs: fc.option(
      fc.integer({ min: 1_900_000_000, max: 900_000_000_000 }).map(s => s * 1_000),
      { nil: undefined },
    ),
  })
  fc.assert(
    fc.property(contents, some => {
      expect(openScan(key, sealScan(key, some), now)).toEqual(some)
    }),
  )
})

test('a code is short, and of characters that a QR packs densely', () => {
  const text = sealScan(key, content)
  expect(text).toMatch(/^RF[0-9A-HJKMNP-TV-Z]{128}$/)
  expect(Check(ScanToken, text)).toBe(true)
})

test('every altered character makes it worthless [2.2]', () => {
  const text = sealScan(key, content)
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  for (let i = 2; i < text.length; i++) {
    const other = alphabet[(alphabet.indexOf(text[i]!) + 1) % 32]
    expect(openScan(key, text.slice(0, i) + other + text.slice(i + 1), now)).toBeUndefined()
  }
})

test("another deployment's code, a forged one, a cut one and nonsense are all refused the same way [2.2]", () => {
  const text = sealScan(key, content)
  const forged = [
    sealScan(randomBytes(32), content),
    text.slice(0, -1),
    `${text}0`,
    `XX${text.slice(2)}`,
    text.toLowerCase(),
    `RF${'0'.repeat(128)}`,
    `RF${'Z'.repeat(128)}`,
    `${text.slice(0, 40)}U${text.slice(41)}`,
    '',
  ]
  for (const one of forged) expect(openScan(key, one, now)).toBeUndefined()
})

test('a code ends at its time; a printed one does not', () => {
  const text = sealScan(key, content)
  expect(openScan(key, text, content.expiresMs! - 1)).toEqual(content)
  expect(openScan(key, text, content.expiresMs!)).toBeUndefined()
  const printed = { ...content, expiresMs: undefined }
  expect(openScan(key, sealScan(key, printed), now + 10 ** 12)).toEqual(printed)
})
