/** What the gateway asks of whoever knows people and tills: the identity module now, an external issuer behind it later. */
import type { KeyObject } from 'node:crypto'
import type { Uuid } from '../kernel/ids.ts'
import type { Caller } from '../platform/http.ts'

export interface VerifiedToken {
  readonly caller: Caller
  /** Thumbprint of the key that the token is bound to (`cnf.jkt`, RFC 7800): who presents it must also sign. */
  readonly boundKeyId: string | undefined
  readonly expiresAtMs: number
}

export interface TerminalKey {
  readonly keyId: string
  readonly terminalId: Uuid
  readonly publicKey: KeyObject
}

export interface Authority {
  /** Undefined for any token that is not ours, not for us, or no longer valid. */
  verifyAccessToken(token: string): Promise<VerifiedToken | undefined>
  /** A key that may sign now; undefined when unknown or revoked. */
  terminalKey(keyId: string): Promise<TerminalKey | undefined>
  /** Told after each request that a terminal has proved to be its own. */
  terminalSeen(terminalId: Uuid): void
}
