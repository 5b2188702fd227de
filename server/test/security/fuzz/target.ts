/** The demo's brand on a database, the real app over it, somebody of every role, and what requests to it are drawn from. */
import type { Writable } from 'node:stream'
import { type Operation, type OperationId, operations, payCodeStep } from '@ringfence/contract'
import { type App, createApp } from '../../../src/app.ts'
import { type Random, seededRandom } from '../../../src/demo/random.ts'
import { type DemoSeed, seedDemo } from '../../../src/demo/seed-demo.ts'
import { systemClock } from '../../../src/kernel/clock.ts'
import { digitsAt } from '../../../src/modules/wallet/rules.ts'
import type { Database } from '../../../src/platform/database.ts'
import { createLog } from '../../../src/platform/log.ts'
import { testKey } from '../../brand.ts'
import { type Send, signInAll } from './people.ts'
import { createPool } from './pool.ts'
import type { Range } from './requests.ts'

export const origin = 'http://127.0.0.1:4810'

export interface TargetOptions {
  /** Migrated and empty. */
  readonly db: Database
  readonly seed: number
  /** Where the log goes; nowhere unless given. */
  readonly log?: Writable
}

export interface Target {
  readonly app: App
  readonly seeded: DemoSeed
  readonly random: Random
  readonly range: Range
  readonly send: Send
}

/** Limits are out of the way: they have tests of their own. */
export async function startTarget({ db, seed, log }: TargetOptions): Promise<Target> {
  const random = seededRandom(seed)
  const seeded = await seedDemo({ db, masterKey: testKey, nowMs: systemClock.now(), currency: 'USD' })
  const app = await createApp({
    db,
    masterKey: testKey,
    clock: systemClock,
    log: createLog(log ? { level: 'info', to: log } : { level: 'silent' }),
    origins: [origin],
    sandbox: true,
    limitFactor: 1_000_000,
    environment: {},
  })
  await app.server.ready()
  const send: Send = async ({ method, url, headers, payload }) => {
    const sent = await app.server.inject({
      method: method as 'POST',
      url,
      headers: { host: new URL(origin).host, ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    return { status: sent.statusCode, headers: sent.headers, text: sent.body }
  }
  const pool = createPool(random)
  pool.harvest(seeded)
  const people = await signInAll(send, origin, 3)
  // A stream does not end, and so has no place here; its guards are those of all.
  const table = (Object.entries(operations) as [OperationId, Operation][]).filter(([id]) => id !== 'streamEvents')
  return {
    app,
    seeded,
    random,
    send,
    range: { table, people, drawing: { random, pool, hints: hintsFrom(seeded, random) } },
  }
}

function hintsFrom(seeded: DemoSeed, random: Random): Range['drawing']['hints'] {
  return {
    code: () => {
      const { alias, secret } = random.pick(seeded.customers).device
      return alias + digitsAt(Buffer.from(secret, 'base64url'), payCodeStep(systemClock.now()))
    },
    currency: () => (random.chance(0.9) ? 'USD' : 'CAD'),
    number: () => random.pick(seeded.giftCards).number,
    pin: () => random.pick(seeded.giftCards).pin,
    email: () => `${random.between(1, 1e6)}@example.test`,
    url: () => 'https://hooks.example/ringfence',
  }
}
