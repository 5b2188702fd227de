/** How anybody tells the audit trail what was done. The trail itself is the audit module; the gateway and the others know this shape. */
import type { Role } from '@ringfence/contract'
import type { Uuid } from '../kernel/ids.ts'

/** Who did it. TypeIDs, as the API shows them; the system has none. */
export type AuditActor =
  | { readonly kind: 'system' }
  | {
      readonly kind: 'customer' | 'staff' | 'client'
      readonly id: string
      readonly role?: Role
      readonly terminalId?: string
      readonly clientId?: string
      readonly sessionId?: string
    }

/** One deed. Never a person's data, never a secret: names of operations, ids, digests and counts only; the database refuses other text. */
export interface AuditEntry {
  readonly actor: AuditActor
  /** The operation of the API, or a deed of the system such as `expiry.run`. */
  readonly operation: string
  /** What it was done to: kind and TypeID. */
  readonly target?: { readonly kind: string; readonly id: string } | undefined
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly status?: number | undefined
  readonly errorCode?: string | undefined
  readonly requestId?: Uuid | undefined
  /** From `AuditTrail.digest`: of the changed thing before and after, or of request and answer (`exchange`). */
  readonly digests?:
    | { readonly of: 'thing' | 'exchange'; readonly before?: string | undefined; readonly after?: string | undefined }
    | undefined
  /** Integers only: how many holds expired, how many keys were rotated. */
  readonly figures?: Readonly<Record<string, number>> | undefined
  /** Now, unless given. */
  readonly atMs?: number
}

export interface AuditTrail {
  /** Resolves once the entry is on disk. When it rejects, the entry is kept and will be appended as soon as the database answers. */
  record(entry: AuditEntry): Promise<void>
  /** Without waiting: appended in groups, four times a second; all that is left at the stop of the process, before it ends. */
  recordLater(entry: AuditEntry): void
  /** Keyed SHA-256 of the canonical JSON of a thing, in hex: two digests tell whether it changed, and nothing of what it holds. */
  digest(thing: unknown): string
}

/** For tests and tools that keep no trail. */
export const noTrail: AuditTrail = { record: async () => {}, recordLater: () => {}, digest: () => '' }
