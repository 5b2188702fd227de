/**
 * The seam between the authorization server and the sign-in pages. A browser that must sign in (or do so again) is sent to
 * `/sign-in` with a cookie. The pages ask `of` what it is about, prove who the person is, and `finish` with that: the browser goes on
 * to the address returned (303), and from there back to the app with a code. The row in `identity.sessions` is written here, once
 * the app's grant is made; ending a session is setting its `ended_at`: no token is given for it any more and the browser must sign in anew.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authentication } from '../../../platform/http.ts'

/** A sign-in under way in this browser. */
export interface Interaction {
  /** Names it; unguessable, good for ten minutes, gone when finished. */
  readonly id: string
  /** The app that wants somebody signed in: `app.customer`, `app.console`, `app.till`. */
  readonly clientId: string
  /** Who may sign in to that app. */
  readonly kind: 'customer' | 'staff'
  /** Who is signed in already (TypeID) and is asked to prove it again: step-up, or a session that has become old. */
  readonly accountId: string | undefined
  /** What the app asked for (`acr_values`); staff always need a passkey. */
  readonly wants: 'passkey' | undefined
}

export interface ProvedLogin {
  /** TypeID: `cus_…` for customers, `stf_…` for staff. */
  readonly accountId: string
  readonly acr: Authentication
  /** RFC 8176, for example `['hwk', 'user']` or `['otp']`. */
  readonly amr: readonly string[]
}

export interface Interactions {
  /** Undefined when this browser has none under way, or it is over. */
  of(request: IncomingMessage, response: ServerResponse): Promise<Interaction | undefined>
  /** Where the browser goes on to; undefined when there is nothing under way. Throws when the account may not use the app. */
  finish(request: IncomingMessage, response: ServerResponse, login: ProvedLogin): Promise<string | undefined>
  /** The person does not want to: where the browser goes, with `access_denied` for the app. */
  abandon(request: IncomingMessage, response: ServerResponse): Promise<string | undefined>
}
