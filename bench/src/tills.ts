/** Tills for a load test: each enrolled with a key of its own, a cashier signed in, and signing what it sends. */
import {
  createClient,
  createSigner,
  generateSigningKey,
  operations,
  type Signer,
  type TakePayment,
} from '@ringfence/contract'

/** Ids as the API knows them. */
export interface TillPlan {
  readonly terminalId: string
  readonly cashierId: string
  readonly storeId: string
}

export interface Till {
  readonly storeId: string
  /** Signs in again: tokens are short-lived. */
  signIn(): Promise<void>
  /** A whole signed request, ready for the wire. */
  paymentRequest(body: TakePayment): Promise<string>
}

export async function openTill(origin: string, plan: TillPlan): Promise<Till> {
  const key = await generateSigningKey()
  const sign: Signer = createSigner(key)
  const client = createClient({ baseUrl: origin, sign })
  const enrolled = await client.enrolSandboxTerminal({ params: { id: plan.terminalId }, body: key.publicKey })
  if (!enrolled.ok) throw new Error(`the till could not be enrolled: ${enrolled.code}`)
  const { method, path } = operations.takePayment
  const url = origin + path
  let token = ''
  return {
    storeId: plan.storeId,
    async signIn() {
      const session = await client.signInSandbox({ body: { personId: plan.cashierId, terminalId: plan.terminalId } })
      if (!session.ok) throw new Error(`the cashier could not sign in: ${session.code}`)
      token = session.data.accessToken
    },
    async paymentRequest(payment) {
      const body = JSON.stringify(payment)
      const headers = new Headers({
        host: new URL(origin).host,
        accept: 'application/json, application/problem+json',
        authorization: `GNAP ${token}`,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'idempotency-key': `"${crypto.randomUUID()}"`,
      })
      await sign({ method, url, headers, body })
      const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
      return `${method} ${path} HTTP/1.1\r\n${lines}\r\n${body}`
    },
  }
}
