import { createProver, generateSigningKey, type Signer } from '@ringfence/contract'

/**
 * Proves that requests come from this page: by a key that was made here, can't be read out and is gone with the page. What
 * is bound to it is worth nothing elsewhere. A page that outlives it signs in again.
 */
export function createDeviceProver(): Signer {
  let prover: Promise<Signer> | undefined
  return async request => {
    prover ??= generateSigningKey().then(key => createProver(key))
    return (await prover)(request)
  }
}
