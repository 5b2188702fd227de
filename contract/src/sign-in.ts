/** Sign-ins and passkeys, as their owner and support see them. */
import { type Static, Type } from 'typebox'
import { Closed, Id, Nullable, Timestamp } from './common.ts'

/** One sign-in on one device, until it is ended: everything that its tokens can do ends with it. */
export const SignInSession = Closed({
  id: Id('session'),
  app: Type.String({ description: 'The app that was signed in to: app.customer, app.console, app.till.' }),
  deviceName: Type.String({ description: 'Browser and system, for example "Chrome on Android".' }),
  authentication: Type.Enum(['passkey', 'code', 'sandbox']),
  signedInAt: Timestamp,
  lastUsedAt: Timestamp,
  current: Type.Boolean({ description: 'Whether this request belongs to it.' }),
})
export type SignInSession = Static<typeof SignInSession>
/** The latest use first; at most 100. */
export const SignInSessionList = Closed({ data: Type.Array(SignInSession) })

export const Passkey = Closed({
  id: Id('passkey'),
  name: Type.String({ description: 'The device that made it.' }),
  synced: Type.Boolean({ description: 'Whether other devices of its owner have it, too.' }),
  createdAt: Timestamp,
  lastUsedAt: Nullable(Timestamp),
})
export type Passkey = Static<typeof Passkey>
export const PasskeyList = Closed({ data: Type.Array(Passkey) })
