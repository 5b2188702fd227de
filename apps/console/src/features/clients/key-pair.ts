/** The public half of a client's key, as it is pasted or made here. The private half never leaves this browser but as a file. */
import type { PublicKey } from '@ringfence/contract'

/** Undefined for anything that is not a P-256 public key as JWK; a private key is refused, so that nobody sends one. */
export function readPublicKey(text: string): PublicKey | 'private' | undefined {
  let jwk: Partial<Record<string, unknown>>
  try {
    jwk = JSON.parse(text) as typeof jwk
  } catch {
    return undefined
  }
  if (typeof jwk !== 'object' || jwk === null) return undefined
  if ('d' in jwk) return 'private'
  const { kty, crv, x, y } = jwk
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) return undefined
  return { kty, crv, x, y }
}

function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value)
}

export interface KeyPair {
  readonly publicKey: PublicKey
  /** JWK, as text for a file. */
  readonly privateKey: string
}

export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const publicKey = readPublicKey(JSON.stringify({ kty, crv, x, y }))
  if (publicKey === undefined || publicKey === 'private') throw new Error('the browser made another kind of key')
  return { publicKey, privateKey: `${JSON.stringify({ ...publicKey, d }, undefined, 2)}\n` }
}
