/**
 * Who works here. All else asks only for `person` and `token()`. People sign in with a passkey on the server's own pages; in the
 * sandbox they may be chosen instead, and this tab remembers whom. The token stays in memory and is bound to a key of this browser.
 */
import { signal } from '@preact/signals'
import { type Answer, createClient, type Session } from '@ringfence/contract'
import { createDeviceProver, renewAfterMs } from '@ringfence/ui'
import { openVault } from '@ringfence/ui/oauth/vault.ts'
import { deskRoles } from './roles.ts'

const memory = 'ringfence.console.person'
export const credentials = { token, prove: createDeviceProver(openVault('app.console').key) }
const anonymous = createClient({ baseUrl: location.origin, prove: credentials.prove })

export type Person = Session['person']
export const person = signal<Person | undefined>(undefined)

/** Loaded when somebody signs in or a token is renewed. */
const oauth = () => import('./oauth.ts').then(part => part.oauth)

/** In place of the id of somebody of the sandbox: the sign-in that this browser keeps. */
export const bySignIn = 'sign-in'
/** Whom tokens are asked for. */
let asked: string | undefined
let accessToken: string | undefined
let renewAt = 0
let renewing: { personId: string; answer: Promise<Answer<Session>> } | undefined

/** A token that is good for the next request; undefined when nobody is signed in. */
export async function token(refused?: string): Promise<string | undefined> {
  const current = person.peek()
  if (current === undefined) return undefined
  // A token can die early, when the server restarts with new keys.
  if (refused !== undefined && refused === accessToken) accessToken = undefined
  if (accessToken === undefined || performance.now() >= renewAt) await renew(asked ?? current.id)
  return accessToken
}

/** Goes to the server's sign-in pages; answers only when that did not work. */
export async function beginSignIn(options?: { stepUp: boolean }): Promise<Answer<Session>> {
  return (await oauth()).begin(options)
}

/** Back from them; undefined on any other page. The address keeps nothing of it. */
export async function completeSignIn(): Promise<Answer<Session> | 'notStaff' | undefined> {
  if (location.pathname !== '/console/signed-in') return undefined
  const answer = await (await oauth()).complete()
  history.replaceState(null, '', import.meta.env.BASE_URL)
  if (!answer.ok) return answer
  useToken(answer.data)
  return enter(answer, bySignIn)
}

/** Takes the tokens of a sign-in that another window has finished. */
export function takeNewSignIn(): Promise<Answer<Session>> {
  accessToken = undefined
  return renew(bySignIn)
}

/** As somebody of the sandbox, or with the sign-in that this browser keeps. */
export async function signIn(personId: string): Promise<Answer<Session> | 'notStaff'> {
  const answer = await renew(personId)
  return answer.ok ? enter(answer, personId) : answer
}

function enter(answer: Extract<Answer<Session>, { ok: true }>, personId: string): Answer<Session> | 'notStaff' {
  const signedIn = answer.data.person
  if (!deskRoles.some(role => role === signedIn.role)) {
    forget()
    return 'notStaff'
  }
  sessionStorage.setItem(memory, personId)
  asked = personId
  person.value = signedIn
  return answer
}

/** Loads the page anew, so that nothing the person has seen stays in memory for the next one. */
export async function signOut(): Promise<void> {
  if (asked === bySignIn) await oauth().then(part => part.leave())
  forget()
  location.replace(import.meta.env.BASE_URL)
}

function forget(): void {
  accessToken = undefined
  renewing = undefined
  sessionStorage.removeItem(memory)
}

/** Who to sign in as without asking: named in the address (`?as=`), who worked in this tab before, or who is signed in in this browser. */
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
  const isReal = personId === bySignIn
  const answer = isReal ? await (await oauth()).renew() : await anonymous.signInSandbox({ body: { personId } })
  // An answer for someone who was replaced meanwhile is not kept.
  if (renewing?.personId !== personId) return answer
  renewing = undefined
  if (answer.ok) useToken(answer.data)
  // The sign-in was ended, here or elsewhere: nothing that the person has seen stays on the screen.
  else if (isReal && answer.code === 'unauthenticated' && person.peek() !== undefined) void signOut()
  return answer
}

function useToken({ accessToken: next, expiresAt }: Session): void {
  accessToken = next
  renewAt = performance.now() + renewAfterMs(expiresAt, Date.now())
}
