/** Stripe's keys, from the environment alone. */
import Stripe from 'stripe'
import { type Environment, readSecret } from '../../../../platform/secrets.ts'
import type { Psp } from '../psp.ts'
import { stripePsp } from './stripe-psp.ts'

/** Undefined when Stripe is not set up. Throws when it is set up by half, or with keys of the wrong world. */
export function stripeFrom(environment: Environment, sandbox: boolean): Psp | undefined {
  const secretKey = readSecret(environment, 'RINGFENCE_STRIPE_SECRET_KEY')
  const webhookSecret = readSecret(environment, 'RINGFENCE_STRIPE_WEBHOOK_SECRET')
  const publishableKey = environment.RINGFENCE_STRIPE_PUBLISHABLE_KEY
  const given = [secretKey, webhookSecret, publishableKey].filter(value => value !== undefined)
  if (given.length === 0) return undefined
  if (secretKey === undefined || webhookSecret === undefined || publishableKey === undefined) {
    throw new Error('Stripe needs RINGFENCE_STRIPE_SECRET_KEY, _PUBLISHABLE_KEY and _WEBHOOK_SECRET, all three')
  }
  const world = sandbox ? 'test' : 'live'
  if (!new RegExp(`^(sk|rk)_${world}_`).test(secretKey) || !publishableKey.startsWith(`pk_${world}_`)) {
    throw new Error(`${sandbox ? 'The sandbox' : 'A live deployment'} needs ${world} keys of Stripe`)
  }
  return stripePsp({ client: stripeClient(secretKey), publishableKey, webhookSecret })
}

/** `at`: another place than Stripe's own, for tests. */
export function stripeClient(secretKey: string, at?: { host: string; port: number }): Stripe {
  return new Stripe(secretKey, {
    // Requests and answers have the form of the version that the package's types describe.
    apiVersion: '2026-10-28.endive',
    timeout: 20_000,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(at ? { ...at, protocol: 'http' as const } : {}),
  })
}
