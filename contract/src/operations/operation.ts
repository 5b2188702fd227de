/** What every route of the API says of itself. */
import type { TSchema } from 'typebox'
import { Closed, Id, type IdKind } from '../common.ts'
import type { ErrorCode } from '../errors.ts'
import type { Role } from '../identity.ts'

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/v1/${string}`
  readonly summary: string
  /** Roles that may call it; `anyone` needs no token and is only for what is public. */
  readonly callers: readonly Role[] | 'anyone'
  /**
   * Staff at a till must sign with the terminal's key (RFC 9421); on for every write by a terminal. At a public
   * operation a signature may be absent; the handler decides.
   */
  readonly signed?: true
  /** Needs an Idempotency-Key; the first answer is replayed. */
  readonly idempotent?: true
  /** Exists in sandbox mode only. */
  readonly sandbox?: true
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** The handler reads the body's bytes itself, to check a signature that is over them. */
  readonly raw?: true
  /** The most a body may have, where it is more than the gateway's usual. */
  readonly bodyBytesMax?: number
  readonly status: 200 | 201 | 204
  /** Absent: no body (204) or an event stream. */
  readonly reply?: TSchema
  readonly errors: readonly ErrorCode[]
}

export const byId = (kind: IdKind) => Closed({ id: Id(kind) })
export const tillRoles = ['cashier', 'shiftLead', 'storeManager'] as const satisfies Role[]
export const financeRoles = ['finance', 'auditor', 'administrator'] as const satisfies Role[]
