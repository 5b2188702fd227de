/** What the gateway asks of whoever knows people, tills and machine clients: the identity module. */
import type { KeyObject } from 'node:crypto'
import type { Uuid } from '../kernel/ids.ts'
import type { Caller } from '../platform/http.ts'
import type { AnswerKey } from './proof/answers.ts'

export interface VerifiedToken {
  readonly caller: Caller
  /** RFC 7638 thumbprint of the key that the token is bound to (`cnf.jkt`): who presents it must prove to have that key. */
  readonly boundKeyId: string
  readonly expiresAtMs: number
}

/** A public key whose signatures over requests count, and whose it is. */
export interface RegisteredKey {
  /** RFC 7638 thumbprint. */
  readonly keyId: string
  readonly owner: { readonly terminalId: Uuid } | { readonly clientId: Uuid }
  /** P-256 or Ed25519. */
  readonly publicKey: KeyObject
}

export interface Authority {
  /** Undefined for any token that is not ours, not for us, bound to no key, or no longer valid. */
  verifyAccessToken(token: string): Promise<VerifiedToken | undefined>
  /** Another number once the keys that verify tokens have changed: what was verified before is worth nothing. Asked at each request. */
  keyGeneration(): number
  /** Sessions that have ended, whose tokens are worth nothing any more. Asked at each request: it costs no query. */
  readonly ended?: { has(sessionId: Uuid): boolean }
  /** A key that may sign now; undefined when unknown or revoked. */
  signingKey(keyId: string): Promise<RegisteredKey | undefined>
  /** What answers to signed requests are signed with. */
  answerKey(): AnswerKey
  /** Told after each request that a terminal has proved to be its own. */
  terminalSeen(terminalId: Uuid): void
}
