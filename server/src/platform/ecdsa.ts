/**
 * ECDSA over P-256 with SHA-256, signatures as HTTP and JOSE have them: r and s side by side, 32 bytes each (IEEE P1363). Node does that
 * itself, but looking for its option takes it 25 µs each time, more than signing does; so it gets the form that it takes without one.
 */
import { type KeyObject, sign, verify } from 'node:crypto'

const half = 32

/** 64 bytes. */
export function signEcdsa(data: Uint8Array, privateKey: KeyObject): Buffer {
  const der = sign('sha256', data, privateKey)
  const sAt = 4 + der[3]!
  return Buffer.concat([fixed(der.subarray(4, sAt)), fixed(der.subarray(sAt + 2))])
}

/** False for what is no signature, too. */
export function verifyEcdsa(data: Uint8Array, publicKey: KeyObject, signature: Uint8Array): boolean {
  if (signature.length !== 2 * half) return false
  const numbers = [signature.subarray(0, half), signature.subarray(half)].map(integer)
  const body = Buffer.concat(numbers)
  return verify('sha256', data, publicKey, Buffer.concat([Buffer.of(0x30, body.length), body]))
}

/** ASN.1 INTEGER in DER: as few bytes as will do, and a zero before a first bit that would mean a minus (X.690, 8.3). */
function integer(bytes: Uint8Array): Buffer {
  let start = 0
  while (start < half - 1 && bytes[start] === 0) start += 1
  const value = bytes.subarray(start)
  const sign = value[0]! >= 0x80 ? [0] : []
  return Buffer.concat([Buffer.of(0x02, sign.length + value.length, ...sign), value])
}

/** The other way round. */
function fixed(integer: Uint8Array): Buffer {
  const value = integer.length > half ? integer.subarray(integer.length - half) : integer
  return Buffer.concat([Buffer.alloc(half - value.length), value])
}
