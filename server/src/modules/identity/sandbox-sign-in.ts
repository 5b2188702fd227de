/** Signing in as someone of the demo: honest tokens without proof of who it is, hence in the sandbox only. */
import type { Failure } from '@ringfence/contract'
import { fromTypeId, newId } from '../../kernel/ids.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { Database } from '../../platform/database.ts'
import type { SignedBy } from '../../platform/http.ts'
import { issueToken, type TokenGrant, type TokenOptions } from './access-tokens.ts'
import { mayWorkAt, type Person, personPrefix } from './rules.ts'
import { findPerson, findTerminal } from './store.ts'

export interface SignInRequest {
  readonly personId: string
  /** The till to work at; the request must then be signed by a live key of it. */
  readonly terminalId?: string | undefined
  readonly signedBy?: SignedBy | undefined
  /** The key that the request has proved to hold: the token is bound to it. */
  readonly provedKeyId?: string | undefined
}

export interface SignedIn {
  readonly accessToken: string
  readonly expiresAtMs: number
  readonly person: Person
}

export async function signIn(
  db: Database,
  tokens: TokenOptions,
  request: SignInRequest,
): Promise<Result<SignedIn, Failure>> {
  const person = await personOf(db, request.personId)
  if (person === undefined) return { ok: false, code: 'not_found' }
  const { terminalId, signedBy, provedKeyId } = request
  if (provedKeyId === undefined) return { ok: false, code: 'unauthenticated' }
  const grant = grantTo(person, provedKeyId)
  if (terminalId === undefined) return ok({ ...(await issueToken(tokens, person, grant)), person })

  const id = fromTypeId('trm', terminalId)
  const terminal = id && (await findTerminal(db, id))
  if (!terminal || !mayWorkAt(person, terminal)) return { ok: false, code: 'not_found' }
  if (signedBy === undefined || signedBy.terminalId !== id) return { ok: false, code: 'signature_invalid' }
  const atTill = { ...grant, clientId: 'app.till', terminalId: id, boundKeyId: signedBy.keyId }
  return ok({ ...(await issueToken(tokens, person, atTill)), person })
}

/** Each sign-in is a session of its own, which ends with its token. */
function grantTo(person: Person, boundKeyId: string): TokenGrant {
  const clientId = person.role === 'customer' ? 'app.customer' : 'app.console'
  return { clientId, scope: 'app', sessionId: newId(), authentication: 'sandbox', boundKeyId }
}

async function personOf(db: Database, typeId: string): Promise<Person | undefined> {
  const id = fromTypeId('cus', typeId) ?? fromTypeId('stf', typeId)
  const person = id && (await findPerson(db, id))
  return person && typeId.startsWith(personPrefix(person.role)) ? person : undefined
}
