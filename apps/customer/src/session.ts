/**
 * Who holds this wallet: the seam where a real identity provider comes in. All else asks only for `personId` and
 * `token()`. The token stays in memory; the device remembers the person's id, so that the sandbox can sign in again.
 */
import { signal } from '@preact/signals'
import { type Answer, createClient, type Session } from '@ringfence/contract'
import { createDeviceProver, renewAfterMs } from '@ringfence/ui'
import { nowMs } from './clock.ts'
import { forgetAll, keep, kept } from './kept.ts'

/** Undefined while nobody is signed in. */
export const personId = signal<string | undefined>(undefined)

const baseUrl = location.origin
export const credentials = { token, prove: createDeviceProver() }
export const publicApi = createClient({ baseUrl, prove: credentials.prove })
export const api = createClient({ baseUrl, ...credentials })

let accessToken: string | undefined
let renewAt = 0
let renewing: { personId: string; answer: Promise<Answer<Session>> } | undefined

/** A token that is good for the next request; undefined when nobody is signed in, or there is no network. */
export async function token(refused?: string): Promise<string | undefined> {
  const current = personId.peek()
  if (current === undefined) return undefined
  if (refused !== undefined && refused === accessToken) accessToken = undefined
  if (accessToken === undefined || performance.now() >= renewAt) await renew(current)
  return accessToken
}

/** Signs in, and answers what went wrong otherwise; `notCustomer` when this person has no wallet. */
export async function signIn(id: string): Promise<Answer<Session> | 'notCustomer'> {
  const answer = await renew(id)
  if (!answer.ok) return answer
  if (answer.data.person.role !== 'customer') {
    accessToken = undefined
    return 'notCustomer'
  }
  personId.value = id
  await keep('person', id)
  return answer
}

/** Takes nothing with it: what was kept for this person goes too, and the page starts anew. */
export async function signOut(): Promise<void> {
  accessToken = undefined
  await forgetAll()
  location.replace(import.meta.env.BASE_URL)
}

/** Who to open for without asking: named in the address (`?as=`), else who used this device before. */
export async function expectedPerson(): Promise<string | undefined> {
  const address = new URL(location.href)
  const named = address.searchParams.get('as')
  if (named === null) return kept('person')
  address.searchParams.delete('as')
  history.replaceState(history.state, '', address)
  return named
}

/** Requests that start together share one renewal. */
function renew(id: string): Promise<Answer<Session>> {
  if (renewing?.personId !== id) renewing = { personId: id, answer: askForToken(id) }
  return renewing.answer
}

async function askForToken(id: string): Promise<Answer<Session>> {
  const answer = await publicApi.signInSandbox({ body: { personId: id } })
  // An answer for someone who was replaced meanwhile is not kept.
  if (renewing?.personId !== id) return answer
  renewing = undefined
  if (answer.ok) {
    accessToken = answer.data.accessToken
    renewAt = performance.now() + renewAfterMs(answer.data.expiresAt, nowMs())
  }
  return answer
}
