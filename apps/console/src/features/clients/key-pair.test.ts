import { expect, test } from 'vitest'
import { makeKeyPair, readPublicKey } from './key-pair.ts'

test('a public key is read, whatever else stands with it', async () => {
  const { publicKey } = await makeKeyPair()
  expect(readPublicKey(JSON.stringify({ ...publicKey, kid: 'mine', use: 'sig' }))).toEqual(publicKey)
})

test('a private key is never sent', async () => {
  const { privateKey } = await makeKeyPair()
  expect(readPublicKey(privateKey)).toBe('private')
})

test.each(['', '{', 'null', '[]', '{"kty":"RSA"}', '{"kty":"EC","crv":"P-256","x":"short","y":"short"}'])(
  'no key: %s',
  text => {
    expect(readPublicKey(text)).toBeUndefined()
  },
)
