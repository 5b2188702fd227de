/** What our access tokens say beyond the standard's claims, read anew each time that one is given. */
import { type AccessToken, type ClientCredentials, errors, type KoaContextWithOIDC } from 'oidc-provider'
import { toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import { personClaims } from '../access-tokens.ts'
import type { Person } from '../rules.ts'
import { findClient } from './clients.ts'
import { type FindPerson, fitsApp, terminalOf } from './people.ts'
import { touchSession } from './sessions.ts'

export interface ClaimsRoom {
  readonly db: Database
  readonly findPerson: FindPerson
  readonly now: () => number
  /** The session that a grant stands for. */
  readonly sessionOfGrant: (grantId: string) => Promise<Uuid | undefined>
}

export async function claimsOf(room: ClaimsRoom, ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials) {
  return token.kind === 'ClientCredentials'
    ? machineClaims(room, token)
    : claimsOfPerson(room, ctx, token as AccessToken)
}

/** Bound to one of the client's own keys: with the same key it signs its requests. */
async function machineClaims({ db, now }: ClaimsRoom, token: ClientCredentials) {
  const client = await findClient(db, token.clientId ?? '')
  const { jkt } = token as { jkt?: string }
  if (client?.kind !== 'machine') throw new errors.InvalidClient('unknown client')
  if (!client.keys.some(key => key.keyId === jkt)) {
    throw new errors.InvalidDpopProof('the DPoP proof must be made with a registered key of the client')
  }
  if (token.scope === undefined || token.scope === '')
    throw new errors.InvalidScope('the client may do none of this', '')
  return { role: 'client', name: client.name, sid: client.clientId, auth_time: Math.floor(now() / 1000), acr: 'key' }
}

async function claimsOfPerson(room: ClaimsRoom, ctx: KoaContextWithOIDC, token: AccessToken) {
  const source = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken
  const person = await room.findPerson(token.accountId)
  const { clientId = '', grantId = '', jkt } = token as { clientId?: string; grantId?: string; jkt?: string }
  if (person === undefined || source === undefined || !fitsApp(person, clientId)) {
    throw new errors.InvalidGrant('this person may not use this app')
  }
  if (jkt === undefined) throw new errors.InvalidDpopProof('a DPoP proof is due')
  const sessionId = await room.sessionOfGrant(grantId)
  const { authTime, acr } = source
  if (sessionId === undefined || authTime === undefined || acr === undefined) {
    throw new errors.InvalidGrant('the session has ended')
  }
  const proof = { authentication: acr, authenticatedMs: authTime * 1000, nowMs: room.now() }
  if (!(await touchSession(room.db, sessionId, proof))) throw new errors.InvalidGrant('the session has ended')
  const terminalId = clientId === 'app.till' ? await requireTerminal(room, person, jkt) : undefined
  return { ...personClaims(person, terminalId), sid: toTypeId('ses', sessionId), auth_time: authTime, acr }
}

async function requireTerminal({ db }: ClaimsRoom, person: Person, jkt: string): Promise<Uuid> {
  const terminalId = await terminalOf(db, person, jkt)
  if (terminalId === undefined) throw new errors.InvalidGrant('this person does not work at this till')
  return terminalId
}
