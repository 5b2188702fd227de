/** Joins signing in to the customers it is for and the mail that carries its codes; for app.ts. */
import type { FastifyInstance } from 'fastify'
import type { Clock } from './kernel/clock.ts'
import {
  forgetSignIns,
  type Identity,
  type Interactions,
  mountSignInPages,
  sendCodes,
  signInRoutes,
} from './modules/identity/index.ts'
import { customerByEmail, selectCustomer } from './modules/wallet/index.ts'
import { customerOpener } from './open-customer.ts'
import type { AuditTrail } from './platform/audit-trail.ts'
import type { BrandSettings } from './platform/brand.ts'
import type { MasterKey } from './platform/crypto.ts'
import type { Database, Queryable } from './platform/database.ts'
import { type RunListener, runListener } from './platform/outbox.ts'

export interface SignInSettings {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly brand: BrandSettings
  readonly origins: readonly [string, ...string[]]
  readonly identity: Identity
  /** A keyed hash of where somebody comes from. */
  readonly hashNetwork: (address: string) => string
  readonly trail: AuditTrail
  /** A mail was queued. */
  readonly wakeMail: () => void
  readonly onError: (error: unknown) => void
  /** Runs the work that one process of a deployment does for all. */
  readonly run: RunListener
}

export function startSignIn(settings: SignInSettings) {
  const { db, clock, identity, brand, wakeMail, onError, run } = settings
  const { masterKey } = settings
  const codes = {
    db,
    masterKey,
    customerByEmail: (on: Queryable, address: string) => customerByEmail(on, masterKey, address),
  }
  const send = async () => {
    const looked = await sendCodes(codes, clock.now())
    if (looked > 0) wakeMail()
    return looked > 0
  }
  const look = async () => {
    await identity.ended.look()
    return false
  }
  const forget = async () => (await forgetSignIns(db, clock.now())) < 0
  const sending = run({ work: send, everyMs: 2_000, onError })
  const looking = runListener({ work: look, everyMs: 5_000, onError })
  const forgetting = run({ work: forget, everyMs: 600_000, onError })
  const room = {
    ...settings,
    ...codes,
    brandName: brand.name,
    timeZone: brand.timeZone,
    openCustomer: customerOpener(masterKey, brand),
    customerLabel: async (on: Queryable, id: string) => (await selectCustomer(on, masterKey, id))?.email,
    wake: () => sending.wake(),
  }
  return {
    handlers: signInRoutes({ ...room, ended: identity.ended }),
    mountPages: (server: FastifyInstance, interactions: Interactions) =>
      mountSignInPages(server, { ...room, interactions }),
    async close() {
      await Promise.all([sending.close(), looking.close(), forgetting.close()])
    },
  }
}
