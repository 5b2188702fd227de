import { createProver, generateSigningKey, type Signer, type SigningKey } from '@ringfence/contract'

/**
 * Proves that requests come from this page: by a key that can't be read out. Unless another is given, it is made here and gone with
 * the page: what is bound to it is worth nothing elsewhere, and a page that outlives it signs in again.
 */
export function createDeviceProver(key: () => Promise<SigningKey> = generateSigningKey): Signer {
  let prover: Promise<Signer> | undefined
  return async request => {
    prover ??= key().then(own => createProver(own))
    return (await prover)(request)
  }
}
