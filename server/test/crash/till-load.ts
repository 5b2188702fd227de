/** Tills that never rest, over HTTP: each payment is sent again with its key until the answer is definite. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Answer,
  type Client,
  createClient,
  createSigner,
  generateSigningKey,
  type PaymentTaken,
} from '@ringfence/contract'
import { fromTypeId, newId, toTypeId, type Uuid } from '../../src/kernel/ids.ts'
import { currency, type TestStore } from '../brand.ts'
import { codesOf, type ServedBrand } from './served-brand.ts'

/** A payment that was answered with 201. */
export interface Acknowledged {
  readonly id: Uuid
  readonly key: string
  readonly accountId: Uuid
  readonly amount: number
}

export interface TillLoad {
  /** Grows while the load goes on. */
  readonly acknowledged: readonly Acknowledged[]
  /** Waits until each request now in flight is answered, and another one after it. */
  untilAllAreServed(): Promise<void>
  /** Lets what is in flight come to its answer. */
  stop(): Promise<void>
}

interface Till {
  readonly store: TestStore
  readonly client: Client
}

const inFlight = 32
/** Between two payments of the same hand, so that the codes last on a fast machine, too. */
const restMs = 20

/** Enrols and signs in once: keys and tokens must outlive every restart. `over` ends the load at once, without answers. */
export async function startTillLoad(origin: string, brand: ServedBrand, over: AbortSignal): Promise<TillLoad> {
  const tills = await Promise.all(brand.stores.map(store => openTill(origin, store)))
  const nextCode = codesOf(brand.phones)
  const acknowledged: Acknowledged[] = []
  const served = new Array<number>(inFlight).fill(0)
  let stopping = false

  async function work(worker: number): Promise<void> {
    const till = tills[worker % tills.length]!
    while (!stopping) {
      await sleep(restMs, undefined, { signal: over })
      const payer = nextCode(Date.now())
      if (payer) {
        acknowledged.push(await pay(till, payer, { amount: 1 + (acknowledged.length % 900), over }))
        served[worker]! += 1
      }
    }
  }

  let failure: unknown
  const working = Promise.all(served.map((_, worker) => work(worker)))
  working.catch(error => {
    failure = error
  })
  return {
    acknowledged,
    async untilAllAreServed() {
      const enough = served.map(count => count + 2)
      const unserved = () => served.filter((count, worker) => count < enough[worker]!).length
      const deadline = performance.now() + 30_000
      while (unserved() > 0) {
        if (failure !== undefined) throw failure
        if (performance.now() > deadline) throw new Error(`${unserved()} of ${inFlight} requests wait for their answer`)
        await sleep(10)
      }
    },
    async stop() {
      stopping = true
      await working
    },
  }
}

async function openTill(origin: string, store: TestStore): Promise<Till> {
  const key = await generateSigningKey()
  let token: string | undefined
  const client = createClient({ baseUrl: origin, sign: createSigner(key), token: async () => token })
  const terminalId = toTypeId('trm', store.terminalId)
  const enrolled = await client.enrolSandboxTerminal({ params: { id: terminalId }, body: key.publicKey })
  if (!enrolled.ok) throw new Error(`the till could not be enrolled: ${enrolled.code}`)
  const session = await client.signInSandbox({ body: { personId: toTypeId('stf', store.cashierId), terminalId } })
  if (!session.ok) throw new Error(`the cashier could not sign in: ${session.code}`)
  token = session.data.accessToken
  return { store, client }
}

async function pay(
  { store, client }: Till,
  { accountId, code }: { accountId: Uuid; code: string },
  { amount, over }: { amount: number; over: AbortSignal },
): Promise<Acknowledged> {
  const key = newId()
  const body = { code, amount, currency, storeId: toTypeId('sto', store.id) }
  for (;;) {
    const answer = await client.takePayment({ body, idempotencyKey: key, signal: over })
    if (answer.ok) return { id: fromTypeId('pay', answer.data.id!)!, key, accountId, amount: answer.data.approved }
    if (!isUnknown(answer)) throw new Error(`a payment was refused: ${answer.status} ${answer.code}`)
    await sleep(100, undefined, { signal: over })
  }
}

/** Nobody can tell yet whether it was taken. */
function isUnknown(answer: Answer<PaymentTaken>): boolean {
  return !answer.ok && (answer.code === 'network' || answer.code === 'request_in_flight' || answer.status >= 500)
}
