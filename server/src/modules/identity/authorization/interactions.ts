/**
 * The seam between the authorization server and the sign-in pages. A browser that must sign in (or do so again) is sent to
 * `/sign-in` with a cookie. The pages ask `of` what it is about, prove who the person is, and `finish` with that: the browser goes on
 * to the address returned (303), and from there back to the app with a code. The row in `identity.sessions` is written here, once
 * the app's grant is made; ending a session is setting its `ended_at`: no token is given for it any more and the browser must sign in anew.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { errors } from 'oidc-provider'
import { assert } from '../../../kernel/assert.ts'
import type { Authentication } from '../../../platform/http.ts'
import { type FindPerson, fitsApp } from './people.ts'

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

export function createInteractions(provider: () => Provider, findPerson: FindPerson): Interactions {
  const details = (request: IncomingMessage, response: ServerResponse) =>
    provider()
      .interactionDetails(request, response)
      .catch(error => {
        if (error instanceof errors.SessionNotFound) return undefined
        throw error
      })
  return {
    of: async (request, response) => {
      const found = await details(request, response)
      if (found === undefined) return undefined
      const { client_id: clientId, acr_values: acrValues } = found.params
      assert(typeof clientId === 'string', 'a request names its client')
      return {
        id: found.uid,
        clientId,
        kind: clientId === 'app.customer' ? 'customer' : 'staff',
        accountId: found.session?.accountId,
        wants: String(acrValues ?? '')
          .split(' ')
          .includes('passkey')
          ? 'passkey'
          : undefined,
      }
    },
    finish: async (request, response, { accountId, acr, amr }) => {
      const found = await details(request, response)
      if (found === undefined) return undefined
      const person = await findPerson(accountId)
      assert(person !== undefined && fitsApp(person, String(found.params.client_id)), 'the account may use the app')
      const login = { accountId, acr, amr: [...amr], remember: true }
      const goOn = await provider().interactionResult(request, response, { login }, { mergeWithLastSubmission: false })
      await leaveOtherAccount(provider(), found.session, accountId)
      return goOn
    },
    abandon: async (request, response) => {
      if ((await details(request, response)) === undefined) return undefined
      const result = { error: 'access_denied', error_description: 'the person did not sign in' }
      return provider().interactionResult(request, response, result, { mergeWithLastSubmission: false })
    },
  }
}

/** Another person signs in in the same browser: nothing of the one before stays in its sign-on session. */
async function leaveOtherAccount(
  provider: Provider,
  before: { uid: string; accountId?: string | undefined } | undefined,
  accountId: string,
): Promise<void> {
  if (before?.accountId === undefined || before.accountId === accountId) return
  const session = await provider.Session.findByUid(before.uid)
  if (session === undefined) return
  delete session.accountId
  delete session.authorizations
  await session.persist()
}
