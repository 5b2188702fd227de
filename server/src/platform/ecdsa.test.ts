import { generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signEcdsa, verifyEcdsa } from './ecdsa.ts'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ieee = { dsaEncoding: 'ieee-p1363' } as const

test('what we sign, Node verifies, and the other way round', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), data => {
      expect(verify('sha256', data, { key: publicKey, ...ieee }, signEcdsa(data, privateKey))).toBe(true)
      expect(verifyEcdsa(data, publicKey, sign('sha256', data, { key: privateKey, ...ieee }))).toBe(true)
    }),
    { numRuns: 2_000 }, // one number in 256 begins with a zero byte
  )
})

test('what Node refuses, we refuse: bytes of every kind and length, a bit changed', () => {
  const data = Buffer.from('a payment')
  const good = signEcdsa(data, privateKey)
  const judged = (signature: Uint8Array) => verify('sha256', data, { key: publicKey, ...ieee }, signature)
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
    fc.constantFrom(0, 1, 0x7f, 0x80, 0xff).map(byte => new Uint8Array(64).fill(byte)),
    fc.nat({ max: 511 }).map(bit => good.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))),
  )
  fc.assert(
    fc.property(bytes, signature => {
      expect(verifyEcdsa(data, publicKey, signature)).toBe(judged(signature))
      expect(judged(signature)).toBe(false)
    }),
    { numRuns: 1_000 },
  )
  expect(judged(good)).toBe(true)
})
