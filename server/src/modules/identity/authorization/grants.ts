/** Our own apps need no consent: who has signed in has a grant for the app, and with it a session that can be listed and ended. */
import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import type { Database } from '../../../platform/database.ts'
import { deviceNameOf } from '../sign-in/device-name.ts'
import { beginSession } from '../sign-in/sessions.ts'
import { type FindPerson, fitsApp } from './people.ts'
import type { ProviderStore } from './provider-store.ts'

export interface GrantsRoom {
  readonly db: Database
  readonly store: ProviderStore
  readonly findPerson: FindPerson
  readonly audience: string
  readonly now: () => number
}

/**
 * The grant of who is signed in in this browser, for the app that asks. Undefined when they must sign in (again): nobody is, their
 * kind does not use this app, they have not signed in to it, or the session that they had has ended.
 */
export async function grantFor(room: GrantsRoom, ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { session, client, provider, account } = ctx.oidc
  if (session?.accountId === undefined || client === undefined || account === undefined) return undefined
  const person = await room.findPerson(session.accountId)
  if (person === undefined || !fitsApp(person, client.clientId)) return undefined
  const known = session.grantIdFor(client.clientId)
  if (known !== undefined) {
    const grant = await provider.Grant.find(known)
    if (grant?.accountId === session.accountId && (await room.store.sessionOf(known)) !== undefined) return grant
  }
  // A sign-in is for one app, and ends with it: another app does not go on with what is left of it in this browser.
  if (ctx.oidc.result?.login === undefined) return undefined
  if (session.acr === undefined || session.loginTs === undefined) return undefined
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  grant.addOIDCScope('openid')
  grant.addResourceScope(room.audience, 'app')
  const grantId = await grant.save()
  const proof = session.acr as 'passkey' | 'code'
  const kind = person.role === 'customer' ? 'customer' : 'staff'
  const proved = { personId: person.id, kind, proof, provedMs: session.loginTs * 1000 } as const
  const on = { clientId: client.clientId, deviceName: deviceNameOf(ctx.get('user-agent')) }
  await room.store.tieSession(grantId, await beginSession(room.db, proved, on, room.now()))
  return grant
}
