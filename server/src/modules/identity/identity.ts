/** Identity, put together: who may act, as whom, at which till. */
import type { Failure, PublicKey } from '@ringfence/contract'
import { assert } from '../../kernel/assert.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Result } from '../../kernel/result.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { type VerifiedToken, verifyToken } from './access-tokens.ts'
import { type Authorization, createAuthorization } from './authorization/authorization.ts'
import { connectIssuer, type IssuerSettings } from './authorization/external-issuer.ts'
import { type CustomerName, personFinder } from './authorization/people.ts'
import { type Enrolled, enrolTerminalKey } from './enrol-terminal.ts'
import { createRegisteredKeys, type RegisteredKey } from './registered-keys.ts'
import { type SignedIn, type SignInRequest, signIn } from './sandbox-sign-in.ts'
import { createEndedSessions, type EndedSessions } from './sign-in/ended-sessions.ts'
import { loadSigningKeys, type SigningKeys } from './signing-keys.ts'

export interface IdentityOptions {
  readonly db: Database
  readonly clock: Clock
  readonly masterKey: MasterKey
  /** `iss` of our tokens: the deployment's origin. */
  readonly issuer: string
  /** `aud` of our tokens. */
  readonly audience: string
  readonly sandbox: boolean
  /** Origins that the apps are reached at; the issuer alone unless given. */
  readonly origins?: readonly string[]
  /** What customers are called who are none of the sandbox's. */
  readonly customerName?: CustomerName
  /** An issuer elsewhere, in place of the embedded authorization server. */
  readonly external?: IssuerSettings | undefined
  /** Told of what the authorization server did not expect. */
  readonly onError?: (error: unknown) => void
}

export interface Identity {
  /** The authorization server that is embedded here; undefined when an issuer elsewhere is used. */
  readonly authorization: Authorization | undefined
  /** Sandbox only. */
  signIn(request: SignInRequest): Promise<Result<SignedIn, Failure>>
  /** Sandbox only. */
  enrolTerminalKey(terminalId: Uuid, publicKey: PublicKey): Promise<Result<Enrolled, Failure>>
  verifyAccessToken(token: string): Promise<VerifiedToken | undefined>
  /** A key that may sign now; a revoked one may be believed for 5 s more. */
  signingKey(keyId: string): Promise<RegisteredKey | undefined>
  /** Sessions whose tokens are worth nothing any more; whoever runs this asks it to `look` every few seconds. */
  readonly ended: EndedSessions
  /** A key that was revoked: this process does not believe it any longer. */
  forgetKey(keyId: string): void
  /** The key that signs now: tokens, and the gateway's answers. */
  answerKey(): SigningKeys['active']
  /** Notes that a terminal has just proved to be itself. */
  terminalSeen(terminalId: Uuid): void
  /** Public keys of our tokens, as a JWK set. */
  jwks: SigningKeys['jwks']
  /** Another number once the keys that verify tokens have changed: what was verified before is to be verified again. */
  keyGeneration(): number
  /** Looks for signing keys that another process or a rotation has made; due every 10 s. */
  reloadKeys(): Promise<void>
}

/** Makes the first signing key when there is none. Throws when the master key is not the one that sealed it. */
export async function createIdentity(options: IdentityOptions): Promise<Identity> {
  const { db, clock, issuer, audience, sandbox } = options
  const keys = await loadSigningKeys(db, clock, options.masterKey)
  const tokens = { clock, keys, issuer, audience }
  const registered = createRegisteredKeys(db, clock)
  const ended = createEndedSessions(db, clock)
  const { masterKey, origins = [issuer], onError = () => {} } = options
  const findPerson = personFinder(db, options.customerName)
  const provider = { db, clock, masterKey, issuer, audience, origins, findPerson, onError }
  const external = options.external && (await connectIssuer(options.external, { db, clock, findPerson }))
  const authorization = external ? undefined : createAuthorization({ ...provider, keys })
  /** The sandbox's own sign-in goes on beside an issuer elsewhere. */
  const verify = async (token: string) =>
    (external && !sandbox ? undefined : await verifyToken(tokens, token)) ?? external?.verify(token)
  return {
    authorization,
    signIn: request => {
      assert(sandbox, 'signing in without proof is for the sandbox')
      return signIn(db, tokens, request)
    },
    enrolTerminalKey: async (terminalId, publicKey) => {
      assert(sandbox, 'enrolling a till without proof is for the sandbox')
      const enrolled = await enrolTerminalKey(db, terminalId, publicKey, clock.now())
      if (enrolled.ok) for (const keyId of enrolled.value.revokedKeyIds) registered.forget(keyId)
      return enrolled
    },
    verifyAccessToken: async token => {
      const verified = await verify(token)
      return verified !== undefined && ended.has(verified.caller.sessionId) ? undefined : verified
    },
    ended,
    signingKey: registered.find,
    forgetKey: registered.forget,
    answerKey: () => keys.active,
    terminalSeen: registered.seen,
    jwks: keys.jwks,
    keyGeneration: keys.generation,
    reloadKeys: keys.reload,
  }
}
