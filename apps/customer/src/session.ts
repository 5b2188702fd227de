/**
 * Who holds this wallet. All else asks only for `personId` and `token()`. People sign in on the server's own pages; in the sandbox
 * they may be chosen instead. The token stays in memory and is bound to a key of this browser that can't be read out.
 */
import { signal } from '@preact/signals'
import { type Answer, createClient, type Session } from '@ringfence/contract'
import { createDeviceProver, renewAfterMs } from '@ringfence/ui'
import { openVault } from '@ringfence/ui/oauth/vault.ts'
import { brand } from './brand.ts'
import { nowMs } from './clock.ts'
import { forget, forgetAll, keep, kept } from './kept.ts'

/** Undefined while nobody is signed in. */
export const personId = signal<string | undefined>(undefined)

const baseUrl = location.origin
export const credentials = { token, prove: createDeviceProver(openVault('app.customer').key) }
export const publicApi = createClient({ baseUrl, prove: credentials.prove })
export const api = createClient({ baseUrl, ...credentials })

/** Loaded when somebody signs in or a token is renewed, not with the app. */
const oauth = () => import('./oauth.ts').then(part => part.oauth)

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

/** Goes to the server's sign-in pages; answers only when that did not work. */
export async function beginSignIn(): Promise<Answer<Session>> {
  return (await oauth()).begin()
}

/** Back from them. The address keeps nothing of it. */
export async function completeSignIn(): Promise<Answer<Session> | undefined> {
  if (location.pathname !== '/app/signed-in') return undefined
  const answer = await (await oauth()).complete()
  history.replaceState(null, '', import.meta.env.BASE_URL)
  if (!answer.ok) return answer
  await keep('bySignIn', true)
  await keep('person', answer.data.person.id)
  personId.value = answer.data.person.id
  useToken(answer.data)
  return answer
}

/** Takes nothing with it: what was kept for this person goes too, and the page starts anew. */
export async function signOut(): Promise<void> {
  accessToken = undefined
  if (await kept('bySignIn'))
    await oauth().then(
      part => part.leave(),
      () => undefined,
    )
  await forgetAll()
  location.replace(import.meta.env.BASE_URL)
}

/** Who to open for without asking: in the sandbox whom the address names (`?as=`), else who used this device before. The brand is there. */
export async function expectedPerson(): Promise<string | undefined> {
  const address = new URL(location.href)
  const named = address.searchParams.get('as')
  if (named === null) return kept('person')
  address.searchParams.delete('as')
  history.replaceState(history.state, '', address)
  if (brand.peek()?.sandbox !== true) return kept('person') // a link signs nobody out
  await forget('bySignIn')
  return named
}

/** Requests that start together share one renewal. */
function renew(id: string): Promise<Answer<Session>> {
  if (renewing?.personId !== id) renewing = { personId: id, answer: askForToken(id) }
  return renewing.answer
}

async function askForToken(id: string): Promise<Answer<Session>> {
  const bySignIn = await kept('bySignIn')
  const answer = bySignIn ? await renewSignIn() : await publicApi.signInSandbox({ body: { personId: id } })
  // An answer for someone who was replaced meanwhile is not kept.
  if (renewing?.personId !== id) return answer
  renewing = undefined
  if (answer.ok) useToken(answer.data)
  // The sign-in was ended, here or elsewhere: nothing of it stays on this device.
  else if (bySignIn && answer.code === 'unauthenticated') void signOut()
  return answer
}

async function renewSignIn(): Promise<Answer<Session>> {
  const part = await oauth().catch(() => undefined) // without a network it may not load
  return part ? part.renew() : { ok: false, status: 0, code: 'network', problem: noConnection }
}
const noConnection = { type: 'about:blank', title: 'No connection.', status: 0, code: 'network', instance: '' }

function useToken({ accessToken: next, expiresAt }: Session): void {
  accessToken = next
  renewAt = performance.now() + renewAfterMs(expiresAt, nowMs())
}
