import { randomBytes } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { expect, test } from 'vitest'
import { importDeviceKey, sealToDevice } from './seal-to-device.ts'

const curve = { name: 'ECDH', namedCurve: 'P-256' }
const device = async () => {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return { privateKey, jwk: { kty: 'EC', crv: 'P-256', x: x!, y: y! } as const }
}

test('a secret is read by the device that it was sealed to, and by no other [S4]', async () => {
  const [phone, other] = [await device(), await device()]
  const secret = randomBytes(20)
  const sealed = await sealToDevice(secret, (await importDeviceKey(phone.jwk))!)
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, phone.privateKey)
  expect(Buffer.from(plaintext)).toEqual(secret)
  expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM' })
  expect(sealed).not.toContain(secret.toString('base64url'))
  await expect(compactDecrypt(sealed, other.privateKey)).rejects.toThrow()
})

test('what is no point of the curve is no key', async () => {
  const { jwk } = await device()
  expect(await importDeviceKey({ ...jwk, y: jwk.x })).toBeUndefined()
})
