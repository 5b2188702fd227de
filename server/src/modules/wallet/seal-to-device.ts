/** Seals a secret to one device, to be read there and nowhere on the way: JWE (RFC 7516) with ECDH-ES on P-256 and A256GCM. */
import type { PublicKey } from '@ringfence/contract'
import { CompactEncrypt, importJWK } from 'jose'

type DeviceKey = Awaited<ReturnType<typeof importJWK>>

/** Undefined for what is no point of the curve. */
export async function importDeviceKey({ kty, crv, x, y }: PublicKey): Promise<DeviceKey | undefined> {
  return importJWK({ kty, crv, x, y }, 'ECDH-ES').catch(() => undefined)
}

export async function sealToDevice(secret: Uint8Array, key: DeviceKey): Promise<string> {
  return new CompactEncrypt(secret).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' }).encrypt(key)
}
