/**
 * Who works here: the seam where a real identity provider comes in. All else asks only for `person` and `token()`.
 * The token stays in memory; this tab remembers the person's id, so that a reload can sign in again.
 */
import { signal } from '@preact/signals'
import { type Answer, createClient, type Session } from '@ringfence/contract'
import { createDeviceProver, renewAfterMs } from '@ringfence/ui'
import { deskRoles } from './roles.ts'

const memory = 'ringfence.console.person'
export const credentials = { token, prove: createDeviceProver() }
const anonymous = createClient({ baseUrl: location.origin, prove: credentials.prove })

export type Person = Session['person']
export const person = signal<Person | undefined>(undefined)

let accessToken: string | undefined
let renewAt = 0
let renewing: { personId: string; answer: Promise<Answer<Session>> } | undefined

/** A token that is good for the next request; undefined when nobody is signed in. */
export async function token(refused?: string): Promise<string | undefined> {
  const current = person.peek()
  if (current === undefined) return undefined
  // A token can die early, when the server restarts with new keys.
  if (refused !== undefined && refused === accessToken) accessToken = undefined
  if (accessToken === undefined || performance.now() >= renewAt) await renew(current.id)
  return accessToken
}

export async function signIn(personId: string): Promise<Answer<Session> | 'notStaff'> {
  const answer = await renew(personId)
  if (!answer.ok) return answer
  const signedIn = answer.data.person
  if (!deskRoles.some(role => role === signedIn.role)) {
    forget()
    return 'notStaff'
  }
  sessionStorage.setItem(memory, personId)
  person.value = signedIn
  return answer
}

/** Loads the page anew, so that nothing the person has seen stays in memory for the next one. */
export function signOut(): void {
  forget()
  location.replace(import.meta.env.BASE_URL)
}

function forget(): void {
  accessToken = undefined
  renewing = undefined
  sessionStorage.removeItem(memory)
}

/** Who to sign in as without asking: named in the address (`?as=`), else who worked in this tab before. */
export function expectedPerson(): string | undefined {
  const address = new URL(location.href)
  const named = address.searchParams.get('as')
  if (named !== null) {
    address.searchParams.delete('as')
    history.replaceState(history.state, '', address)
  }
  return named ?? sessionStorage.getItem(memory) ?? undefined
}

/** Requests that start together share one renewal. */
function renew(personId: string): Promise<Answer<Session>> {
  if (renewing?.personId !== personId) renewing = { personId, answer: askForToken(personId) }
  return renewing.answer
}

async function askForToken(personId: string): Promise<Answer<Session>> {
  const answer = await anonymous.signInSandbox({ body: { personId } })
  // An answer for someone who was replaced meanwhile is not kept.
  if (renewing?.personId !== personId) return answer
  renewing = undefined
  if (answer.ok) {
    accessToken = answer.data.accessToken
    renewAt = performance.now() + renewAfterMs(answer.data.expiresAt, Date.now())
  }
  return answer
}
