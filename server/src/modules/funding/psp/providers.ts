/** Which provider a deployment uses. Adding one is a folder beside these and a line here. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../kernel/clock.ts'
import type { Database } from '../../../platform/database.ts'
import { noPsp } from './no-psp.ts'
import type { Psp } from './psp.ts'
import { postgresSandboxStore } from './sandbox/postgres-store.ts'
import { type SandboxControls, sandboxPsp } from './sandbox/sandbox-psp.ts'
import { stripeFrom } from './stripe/configuration.ts'

export interface Provider {
  readonly psp: Psp
  /** When it is the sandbox. */
  readonly controls: SandboxControls | undefined
}

export interface ProviderOptions {
  readonly db: Database
  readonly clock: Clock
  readonly sandbox: boolean
  /** What a card payment costs in the sandbox. */
  readonly fee: { readonly basisPoints: bigint; readonly fixed: bigint }
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Stripe when its keys are in the environment; else the sandbox provider, in sandbox mode only; else none: nobody loads by card.
 * Throws when keys are missing, or when test keys meet real money or live keys the sandbox.
 */
export function providerFrom({ db, clock, sandbox, fee, environment }: ProviderOptions): Provider {
  const stripe = stripeFrom(environment, sandbox)
  if (stripe) return { psp: stripe, controls: undefined }
  if (!sandbox) return { psp: noPsp, controls: undefined }
  // Webhooks are delivered within the process: nobody else needs to know the secret.
  const webhookSecret = randomBytes(32).toString('base64url')
  const psp = sandboxPsp({ store: postgresSandboxStore(db), clock, webhookSecret, fee })
  return { psp, controls: psp.controls }
}
