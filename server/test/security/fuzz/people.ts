/** Someone of every role, signed in the way the demo's apps do it, and signed in again before the token ends. */
import {
  authorize,
  type Credentials,
  createProver,
  createSigner,
  generateSigningKey,
  type Role,
  type SigningKey,
} from '@ringfence/contract'
import { tillRoles } from '../../../src/gateway/testing.ts'

export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly payload?: string
}
export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}
/** Sends a request to the app as it is. */
export type Send = (request: Sent) => Promise<Got>

export interface Someone {
  readonly role: Role
  /** Adds access token and proof to a request; leaves it as it is when this person can't sign in any more. */
  prove(request: Sent): Promise<Sent>
}

interface Listed {
  readonly data: readonly { readonly id: string; readonly role: Role; readonly storeId: string | null }[]
}

const renewAfterMs = 150_000

/** @param origin what signatures and proofs say is asked */
export async function signInAll(send: Send, origin: string, perRole: number): Promise<Someone[]> {
  const { data: people } = (await ask(send, { method: 'GET', url: '/v1/sandbox/people', headers: {} })) as Listed
  const { data: tills } = (await ask(send, { method: 'GET', url: '/v1/sandbox/terminals', headers: {} })) as Listed
  const chosen = [...Map.groupBy(people, ({ role }) => role).values()].flatMap(some => some.slice(0, perRole))
  return Promise.all(
    chosen.map(async ({ id, role, storeId }) => {
      const till = tillRoles.includes(role) ? tills.find(one => one.storeId === storeId) : undefined
      return someone({ send, origin, key: await generateSigningKey(), personId: id, role, terminalId: till?.id })
    }),
  )
}

interface Identity {
  readonly send: Send
  readonly origin: string
  readonly key: SigningKey
  readonly personId: string
  readonly role: Role
  readonly terminalId: string | undefined
}

async function someone({ send, origin, key, personId, role, terminalId }: Identity): Promise<Someone> {
  const credentials: Credentials = terminalId ? { sign: createSigner(key) } : { prove: createProver(key) }
  const prove = async (request: Sent, token?: string): Promise<Sent> => {
    const { method, url, payload: body } = request
    const headers = new Headers(request.headers)
    await authorize(credentials, { method, url: new URL(url, origin).href, headers, body }, token)
    return { ...request, headers: Object.fromEntries(headers) }
  }
  const enrol = async () => {
    if (terminalId === undefined) return
    const url = `/v1/sandbox/terminals/${terminalId}/keys`
    await send({ method: 'POST', url, headers: json, payload: JSON.stringify(key.publicKey) })
  }
  const signIn = async (): Promise<string | undefined> => {
    await enrol()
    const payload = JSON.stringify({ personId, ...(terminalId ? { terminalId } : {}) })
    const got = await send(await prove({ method: 'POST', url: '/v1/sandbox/sign-in', headers: json, payload }))
    return got.status === 200 ? (JSON.parse(got.text) as { accessToken: string }).accessToken : undefined
  }
  let session: Promise<string | undefined> | undefined
  let since = Number.NEGATIVE_INFINITY
  return {
    role,
    prove: async request => {
      if (performance.now() - since > renewAfterMs) {
        session = signIn()
        since = performance.now()
      }
      const token = await session
      return token === undefined ? request : prove(request, token)
    },
  }
}

export const json = { 'content-type': 'application/json' }

async function ask(send: Send, request: Sent): Promise<unknown> {
  const { status, text } = await send(request)
  if (status >= 300) throw new Error(`${request.method} ${request.url} was answered ${status} ${text}`)
  return JSON.parse(text)
}
