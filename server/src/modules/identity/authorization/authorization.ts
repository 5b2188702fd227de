/** The authorization server, put together: a provider for the signing key of the day, and the seam to the sign-in pages. */
import type Provider from 'oidc-provider'
import type { SigningKeys } from '../signing-keys.ts'
import type { Interactions } from './interactions.ts'
import { createInteractions } from './interactions.ts'
import { createProvider, type ProviderOptions } from './provider.ts'
import { forgetProviderState } from './provider-store.ts'

export interface Authorization {
  /** The provider whose key signs now; another one after a rotation. */
  provider(): Provider
  readonly interactions: Interactions
  readonly issuer: string
  readonly jwks: SigningKeys['jwks']
  /** Deletes what is over; run it now and then, in as many processes as you like. Returns how many rows. */
  forget(): Promise<number>
}

export type AuthorizationOptions = Omit<ProviderOptions, 'signingKey'> & { readonly keys: SigningKeys }

export function createAuthorization(options: AuthorizationOptions): Authorization {
  const { keys, db, clock, issuer } = options
  let current: { kid: string; provider: Provider } | undefined
  const provider = () => {
    const { kid, privateKey } = keys.active
    if (current?.kid !== kid) {
      const signingKey = { ...privateKey.export({ format: 'jwk' }), kid }
      current = { kid, provider: createProvider({ ...options, signingKey }) }
    }
    return current.provider
  }
  return {
    provider,
    interactions: createInteractions(provider, options.findPerson),
    issuer,
    jwks: keys.jwks,
    forget: () => forgetProviderState(db, clock.now()),
  }
}
