/**
 * Who works at which till. The till proves itself by its key; the person by a passkey (sign-in.ts) or, in the sandbox, by being chosen.
 * The access token lives in memory only and is renewed shortly before it ends.
 */
import { signal } from '@preact/signals'
import { type Answer, createClient, type Session, type Signer, type Store, type Terminal } from '@ringfence/contract'
import { createSigner, generateSigningKey, type SigningKey } from '@ringfence/contract/signing'
import { configureFormats } from '@ringfence/ui'
import { type Advice, adviceFor } from './advice.ts'
import { nowMs } from './clock.ts'
import { forgetKey, keepTill, loadKey, saveKey } from './terminal-key.ts'

export interface Work {
  readonly terminal: Terminal
  readonly store: Store
  readonly person: Session['person']
}

/** How the person's sign-in goes on, and ends. */
interface SignIn {
  renew(): Promise<Answer<Session>>
  leave?(): Promise<void>
}

export type Started = { ok: true } | ({ ok: false } & Advice)

/** Undefined until someone has signed in. */
export const work = signal<Work | undefined>(undefined)

const renewBeforeMs = 60_000
const stationName = 'till-station'

let signer: Signer | undefined
let current: Session | undefined
let signedInBy: SignIn | undefined
let renewal: Promise<string | undefined> | undefined

const sign: Signer = async request => signer?.(request)
const baseUrl = location.origin

/** For what is public: the brand, and the sandbox's tills and people. */
export const credentials = { sign, token }
export const publicApi = createClient({ baseUrl, sign })
export const api = createClient({ baseUrl, ...credentials })

/** A token that is good for another minute. Undefined when nobody is signed in. */
export async function token(refused?: string): Promise<string | undefined> {
  if (refused !== undefined && refused === current?.accessToken) current = undefined
  if (current && Date.parse(current.expiresAt) - nowMs() > renewBeforeMs) return current.accessToken
  if (!work.value || !signedInBy) return current?.accessToken
  renewal ??= renew(signedInBy).finally(() => {
    renewal = undefined
  })
  return renewal
}

async function renew(by: SignIn): Promise<string | undefined> {
  const answer = await by.renew()
  if (signedInBy !== by) return current?.accessToken // somebody else works here by now
  if (answer.ok) current = answer.data
  // The sign-in was ended, here or in the console: whoever goes on here shows who they are.
  else if (by.leave && answer.code === 'unauthenticated') signOut()
  // Without a network the old token may still have its last minute.
  return current?.accessToken
}

export const insecure = {
  ok: false,
  title: 'This address is not secure.',
  detail: 'Open the till over https, or on this computer.',
} as const

/** Sandbox only: enrols this device as the till if it is not yet, and signs the person in. */
export async function startWork(terminalId: string, personId: string): Promise<Started> {
  if (!globalThis.crypto?.subtle) return insecure
  const terminals = await publicApi.listSandboxTerminals({})
  if (!terminals.ok) return { ok: false, ...adviceFor(terminals.code, terminals.problem) }
  const terminal = terminals.data.data.find(each => each.id === terminalId)
  if (!terminal) return { ok: false, title: 'This till is not known.', detail: 'Choose one of the tills below.' }
  const signedIn = await signIn(terminalId, personId)
  if (!signedIn.ok) return { ok: false, ...adviceFor(signedIn.code, signedIn.problem) }
  const started = await beginWork({ terminal }, signedIn.data, { renew: () => signIn(terminalId, personId) })
  if (started.ok) rememberStation({ terminalId, personId })
  return started
}

/** `key`: the till's, unless it signs with it already. */
export async function beginWork(
  { terminal, key }: { terminal: Terminal; key?: SigningKey },
  session: Session,
  by: SignIn,
): Promise<Started> {
  if (key) signer = createSigner(key)
  current = session
  const stores = await api.listStores({})
  if (!stores.ok) return { ok: false, ...adviceFor(stores.code, stores.problem) }
  const store = stores.data.data.find(each => each.id === terminal.storeId)
  if (!store) return { ok: false, ...adviceFor('not_found') }
  configureFormats({ timeZone: store.timeZone })
  signedInBy = by
  work.value = { terminal, store, person: session.person }
  return { ok: true }
}

/** With the kept key first; a deployment that was set up anew no longer knows it, so once more with a new one. */
async function signIn(terminalId: string, personId: string) {
  const body = { personId, terminalId }
  const kept = await loadKey(terminalId)
  if (kept) {
    signer = createSigner(kept)
    const answer = await publicApi.signInSandbox({ body })
    if (answer.ok || answer.code !== 'signature_invalid') return answer
    await forgetKey(terminalId)
  }
  const key: SigningKey = await generateSigningKey()
  signer = undefined
  const enrolled = await publicApi.enrolSandboxTerminal({ params: { id: terminalId }, body: key.publicKey })
  if (!enrolled.ok) return enrolled
  await saveKey(terminalId, key)
  signer = createSigner(key)
  return publicApi.signInSandbox({ body })
}

/** Makes this device the till that a code from the console is for: its key stays here, the public half is known from now on. */
export async function setUpTill(code: string): Promise<{ ok: true; terminal: Terminal } | ({ ok: false } & Advice)> {
  const key: SigningKey = await generateSigningKey()
  const enrolled = await publicApi.enrolTerminal({ body: { code, publicKey: key.publicKey } })
  if (!enrolled.ok) {
    if (enrolled.code === 'code_invalid') return { ok: false, ...wrongCode }
    return { ok: false, ...adviceFor(enrolled.code, enrolled.problem) }
  }
  const { terminal } = enrolled.data
  await saveKey(terminal.id, key)
  await keepTill(terminal)
  rememberStation({ terminalId: terminal.id })
  return { ok: true, terminal }
}

const wrongCode = { title: 'This code is not good.', detail: 'Make another in the console: Tills, then the till.' }

export function signOut(): void {
  const terminalId = work.value?.terminal.id
  void signedInBy?.leave?.()
  signedInBy = undefined
  current = undefined
  signer = undefined
  work.value = undefined
  if (terminalId) rememberStation({ terminalId })
}

export interface Station {
  readonly terminalId: string
  readonly personId?: string
}

/** Who worked here last in this window, so that a reload goes on. Ids only: nothing that signs in by itself. */
export function lastStation(): Station | undefined {
  const kept = sessionStorage.getItem(stationName)
  return kept === null ? undefined : (JSON.parse(kept) as Station)
}

function rememberStation(station: Station): void {
  sessionStorage.setItem(stationName, JSON.stringify(station))
}
