/** What every route of the API says of itself. */
import type { TSchema } from 'typebox'
import type { FourEyesKind } from '../approvals.ts'
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
  /**
   * Needs a sign-in with a passkey, at most five minutes ago (RFC 9470): what moves money or gives rights. `awayFromTill`: not of
   * who works at a till, whose key signs every request.
   */
  readonly stepUp?: true | 'awayFromTill'
  /** Does nothing by itself, or nothing above a limit: it asks for a second person's approval of this kind. */
  readonly fourEyes?: FourEyesKind
  /** Whoever may not call it is told that it is not there. */
  readonly concealed?: true
  /** Its handler is told the caller's address, to use in memory only. */
  readonly seesAddress?: true
  /** Only reads, and is kept in the audit trail all the same: it gives much away at once. */
  readonly recorded?: true
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

/** What a token must allow besides its role: all that a capability shows, or all that it changes. */
export type Scope = `${string}:read` | `${string}:write`
export type ScopedOperation = Operation & { readonly scope: Scope }

type Scoped<Capability extends string, Table> = {
  readonly [Id in keyof Table]: Table[Id] & {
    readonly scope: Table[Id] extends { readonly method: 'GET' } ? `${Capability}:read` : `${Capability}:write`
  }
}

/** Gives each operation of a capability its scope. The table of all operations takes none without. */
export function scoped<const Capability extends string, Table extends Readonly<Record<string, Operation>>>(
  capability: Capability,
  table: Table,
): Scoped<Capability, Table> {
  const entries = Object.entries(table).map(([id, operation]) => [
    id,
    { ...operation, scope: `${capability}:${operation.method === 'GET' ? 'read' : 'write'}` },
  ])
  return Object.fromEntries(entries) as Scoped<Capability, Table>
}

export const byId = (kind: IdKind) => Closed({ id: Id(kind) })
export const tillRoles = ['cashier', 'shiftLead', 'storeManager'] as const satisfies Role[]
export const financeRoles = ['finance', 'auditor', 'administrator'] as const satisfies Role[]
