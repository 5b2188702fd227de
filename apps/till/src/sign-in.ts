/**
 * Signing in at a till outside the sandbox: the device was made a till by a code, and whoever works there shows a passkey on the
 * server's own pages. The till remembers a sign-in until its end or a sign-out; the next cashier always shows a passkey.
 */
import type { Failed } from '@ringfence/contract'
import { type Advice, adviceFor } from './advice.ts'
import { beginWork, insecure, type Started } from './session.ts'
import { keptTill, loadKey } from './terminal-key.ts'

const callbackPath = '/till/signed-in'

/** Loaded when somebody signs in or a token is renewed. */
const oauth = () => import('./oauth.ts').then(part => part.oauth)

/** Goes to the server's sign-in pages; answers only when that did not work. */
export async function beginSignIn(): Promise<Started> {
  if (!globalThis.crypto?.subtle) return insecure
  const answer = await (await oauth()).begin()
  return answer.ok ? { ok: true } : { ok: false, ...signInAdvice(answer) }
}

/** Back from them, or after a reload. Undefined when nobody is signed in at this till. */
export async function goOnWorking(): Promise<Started | undefined> {
  const isBack = location.pathname === callbackPath
  const terminal = await keptTill()
  const key = terminal && (await loadKey(terminal.id))
  const part = terminal && key && (await oauth())
  const answer = await (isBack ? part?.complete() : part?.renew())
  if (isBack) history.replaceState(null, '', import.meta.env.BASE_URL)
  if (!part || !answer) return undefined
  if (answer.ok) return beginWork({ terminal, key }, answer.data, { renew: part.renew, leave: part.leave })
  return !isBack && answer.code === 'unauthenticated' ? undefined : { ok: false, ...signInAdvice(answer) }
}

function signInAdvice({ code, problem }: Failed): Advice {
  if (code !== 'unauthenticated') return adviceFor(code, problem)
  return {
    title: 'You are not signed in.',
    detail: 'The sign-in was cancelled, or you do not work at this till. Try again, or ask the store manager.',
  }
}
