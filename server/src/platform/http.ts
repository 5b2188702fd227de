/** What a route handler is given and gives back. The gateway makes calls of requests; modules never see HTTP. */
import type { IncomingHttpHeaders } from 'node:http'
import type { ErrorCode, OperationId, operations, Reply, Role } from '@ringfence/contract'
import type { Static, TSchema } from 'typebox'
import type { Uuid } from '../kernel/ids.ts'

/** Who calls, as proved by the gateway. Ids are UUIDs. */
export interface Caller {
  readonly role: Role
  /** The customer, the member of staff or, of the role `client`, the machine client itself. */
  readonly personId: Uuid
  readonly name: string
  /** The till a cashier works at; the request was signed by its key. */
  readonly terminalId: Uuid | undefined
  /** The store that a cashier, shift lead or store manager belongs to; undefined for people of the whole brand. */
  readonly storeId: Uuid | undefined
  /** The OAuth client whose token this is: `app.customer`, `app.console`, `app.till`, or the TypeID of a machine client. */
  readonly clientId: string
  /** What the token was given for; `app` stands for all that the role may. */
  readonly scopes: ReadonlySet<string>
  /** The sign-in that the token comes from, as it is listed and ended (`ses_…` outside); of a machine client, the client. */
  readonly sessionId: Uuid
  /** When the person last proved who they are; of a machine client, when it last signed its assertion. */
  readonly authenticatedAtMs: number
  readonly authentication: Authentication
}

/** How the caller proved who they are: the `acr` of the token. `key` is a machine client's private key. */
export const authentications = ['passkey', 'code', 'sandbox', 'key'] as const
export type Authentication = (typeof authentications)[number]

/** The key whose signature over the request was verified, and whose it is. */
export interface SignedBy {
  readonly terminalId?: Uuid
  readonly clientId?: Uuid
  /** RFC 7638 thumbprint. */
  readonly keyId: string
}

/** One idempotent request: the same client and key must carry the same content. */
export interface Idempotency {
  /** The terminal, or the person without one: keys of different clients never meet. */
  readonly clientId: Uuid
  readonly key: string
  /** First 16 bytes of a keyed SHA-256 over method, path and body, in hex. */
  readonly fingerprint: string
}

type Part<Id extends OperationId, Name extends string> = (typeof operations)[Id] extends {
  readonly [K in Name]: infer S extends TSchema
}
  ? Static<S>
  : undefined

export interface Call<Id extends OperationId> {
  readonly params: Part<Id, 'params'>
  readonly query: Part<Id, 'query'>
  readonly body: Part<Id, 'body'>
  /** Proved; on public operations it stands for nobody and must not be read. */
  readonly caller: Caller
  /** Present on idempotent operations; undefined on the others. */
  readonly idempotency: Idempotency | undefined
  /** Present when the request had to be signed, or was signed though it need not be. */
  readonly signedBy?: SignedBy | undefined
  /** On public operations: thumbprint of the key that the caller has proved to hold, by a DPoP proof or a signature. */
  readonly provedKeyId?: string | undefined
  readonly nowMs: number
  /** Of public operations: a keyed hash of where the call came from, for limits. */
  readonly addressHash?: string | undefined
  /** Of operations that are to know it (`seesAddress`): where the call comes from; in memory only, never kept or told. */
  readonly address?: string | undefined
  /** Of operations that read the body themselves: its bytes, and all headers. */
  readonly raw?: RawRequest
}

export interface RawRequest {
  readonly bytes: Buffer
  readonly headers: IncomingHttpHeaders
}

/** A thing before and after it was changed; absent where it was not there. */
export interface Changed {
  readonly before?: unknown
  readonly after?: unknown
}

export type Outcome<T> =
  | {
      readonly ok: true
      readonly value: T
      readonly replayed?: boolean
      /** For the audit trail, which keeps keyed digests of it. */
      readonly changed?: Changed
    }
  | { readonly ok: false; readonly code: ErrorCode; readonly pointers?: readonly string[] }

export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Outcome<Reply<Id>>>
export type Handlers = { [Id in OperationId]: Handler<Id> }
/** What a module contributes: handlers for some of the operations. */
export type HandlersOf<Id extends OperationId> = Pick<Handlers, Id>
