// The load generator, in a process of its own. Requests are signed before the clock starts: tills sign on their own machines.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Sample, sampleOf } from './closed-loop.ts'
import { openConnection } from './http-connection.ts'
import { type PayCodes, type Phone, payCodes } from './pay-codes.ts'
import { openTill, type Till, type TillPlan } from './tills.ts'

export interface LoadPlan {
  readonly origin: string
  readonly tills: readonly TillPlan[]
  readonly phones: readonly Phone[]
}
export interface LoadOrder {
  readonly inFlight: number
  readonly count: number
}
export interface LoadReport {
  /** Of what was taken once the connections were open. */
  readonly sample: Sample
  readonly taken: number
  /** How many were told to come back: 503 with `Retry-After`. They count as neither taken nor refused. */
  readonly shed: number
  /** How many other answers were not 201, by status, and the first of them. */
  readonly refused: Readonly<Record<number, number>>
  readonly firstRefusal: string | undefined
}

/** Not counted, like pgbench's time to connect: all connections open at once, each with its first request. */
const openingMs = 250

/** Minor units; the basket below adds up to it. */
export const amount = 450
const items = [{ name: 'Flat white', note: 'oat milk', quantity: 1, unitAmount: 413, tax: 37 }]

let room: { port: number; tills: readonly Till[]; codes: PayCodes } | undefined

process.on('message', async (message: LoadPlan | LoadOrder) => {
  try {
    if ('origin' in message) {
      room = await enter(message)
      process.send!('ready')
    } else process.send!(await shoot(message))
  } catch (error) {
    process.send!({ failed: error instanceof Error ? error.message : String(error) })
  }
})

async function enter({ origin, tills, phones }: LoadPlan): Promise<NonNullable<typeof room>> {
  return {
    port: Number.parseInt(new URL(origin).port, 10),
    tills: await Promise.all(tills.map(plan => openTill(origin, plan))),
    codes: payCodes(phones),
  }
}

async function shoot({ inFlight, count }: LoadOrder): Promise<LoadReport> {
  const { port } = room!
  const requests = await prepare(count)
  const connections = await Promise.all(Array.from({ length: inFlight }, () => openConnection(port)))
  const latenciesMs: number[] = []
  const refused: Record<number, number> = {}
  let firstRefusal: string | undefined
  let shed = 0
  let taken = 0
  const countedFromMs = performance.now() + openingMs
  await Promise.all(
    connections.map(async connection => {
      for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
        const beganMs = performance.now()
        const { status, retryAfter, body } = await connection.send(request)
        if (status === 201) {
          taken += 1
          if (beganMs >= countedFromMs) latenciesMs.push(performance.now() - beganMs)
          continue
        }
        if (status === 503 && retryAfter !== undefined) {
          shed += 1
          continue
        }
        refused[status] = (refused[status] ?? 0) + 1
        firstRefusal ??= body
      }
    }),
  )
  const sample = sampleOf(latenciesMs, performance.now() - countedFromMs)
  for (const connection of connections) connection.end()
  return { sample, taken, shed, refused, firstRefusal }
}

/** Waits for new codes when the phones have shown all they have; what was shown before that is good for half a minute more. */
async function prepare(count: number): Promise<string[]> {
  const { tills, codes } = room!
  const shown: string[] = []
  while (shown.length < count) {
    const code = codes.take(Date.now())
    if (code !== undefined) shown.push(code)
    else await sleep(codes.nextAtMs(Date.now()) - Date.now() + 50)
  }
  await Promise.all(tills.map(till => till.signIn()))
  const requests: string[] = []
  for (const code of shown) {
    const till = tills[requests.length % tills.length]!
    requests.push(await till.paymentRequest({ code, amount, currency: 'USD', storeId: till.storeId, items }))
  }
  return requests
}
