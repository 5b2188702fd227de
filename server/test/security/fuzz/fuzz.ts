/**
 * Fuzzing by the contract: requests drawn from the schemas of every operation, valid, nearly valid and hostile, by people of every role,
 * over the real app on a real database. No 5xx, no answer that the contract does not name, no secret in a log.
 */
import { Writable } from 'node:stream'
import { type Operation, type OperationId, operations, payCodeStep } from '@ringfence/contract'
import { createApp } from '../../../src/app.ts'
import { seededRandom } from '../../../src/demo/random.ts'
import { seedDemo } from '../../../src/demo/seed-demo.ts'
import { systemClock } from '../../../src/kernel/clock.ts'
import { digitsAt } from '../../../src/modules/wallet/rules.ts'
import type { Database } from '../../../src/platform/database.ts'
import { createLog } from '../../../src/platform/log.ts'
import { testKey } from '../../brand.ts'
import { judge } from './judge.ts'
import { type Got, type Send, type Sent, signInAll } from './people.ts'
import { createPool } from './pool.ts'
import { makeShot, type Shot } from './requests.ts'

export interface FuzzOptions {
  /** Migrated and empty. */
  readonly db: Database
  readonly requests: number
  readonly seed: number
  /** Tests plant a fault behind the app. */
  readonly bend?: (request: Sent, got: Got) => Got
  readonly onProgress?: (sent: number) => void
}

export interface FuzzReport {
  readonly sent: number
  /** How many were answered with each status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Operations that were done at least once. */
  readonly done: readonly string[]
  readonly violations: readonly string[]
}

const origin = 'http://127.0.0.1:4810'
const atOnce = 16

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const random = seededRandom(options.seed)
  const violations: string[] = []
  const secrets = new Set<string>()
  const logged = watchLog(secrets, violations)
  const seed = await seedDemo({ db: options.db, masterKey: testKey, nowMs: systemClock.now(), currency: 'USD' })
  const app = await createApp({
    db: options.db,
    masterKey: testKey,
    clock: systemClock,
    log: createLog({ level: 'info', to: logged }),
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
      headers: { host: '127.0.0.1:4810', ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    return { status: sent.statusCode, headers: sent.headers, text: sent.body }
  }
  const pool = createPool(random)
  pool.harvest(seed)
  for (const { name } of seed.customers) secrets.add(name)
  const hints = {
    code: () => {
      const { alias, secret } = random.pick(seed.customers).device
      return alias + digitsAt(Buffer.from(secret, 'base64url'), payCodeStep(systemClock.now()))
    },
    currency: () => (random.chance(0.9) ? 'USD' : 'CAD'),
    number: () => random.pick(seed.giftCards).number,
    pin: () => random.pick(seed.giftCards).pin,
    email: () => `${random.between(1, 1e6)}@example.test`,
    url: () => 'https://hooks.example/ringfence',
  }
  const people = await signInAll(send, origin, 3)
  // A stream does not end, and so has no place here; its guards are those of all.
  const table = (Object.entries(operations) as [OperationId, Operation][]).filter(([id]) => id !== 'streamEvents')
  const range = { table, people, drawing: { random, pool, hints } }

  const statuses: Record<string, number> = {}
  const done = new Set<string>()
  let sent = 0
  const shoot = async () => {
    const shot = await makeShot(range)
    noteSecrets(secrets, shot)
    const { id, operation, temper, request } = shot
    const real = await send(request)
    const got = options.bend?.(request, real) ?? real
    const wrong = judge(request.method === operation.method ? operation : undefined, got)
    if (wrong) {
      const asked = `${request.method} ${request.url}\n  ${request.payload ?? ''}`
      violations.push(`${id} (${temper}) ${wrong}\n  ${asked}`.slice(0, 900))
    }
    statuses[got.status] = (statuses[got.status] ?? 0) + 1
    if (got.status < 300) {
      done.add(id)
      if (got.text.startsWith('{')) pool.harvest(JSON.parse(got.text))
    }
    options.onProgress?.(sent)
  }
  const keepShooting = async () => {
    while (sent < options.requests && violations.length < 20) {
      sent += 1
      await shoot()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, keepShooting))
  await app.close()
  return { sent, statuses, done: [...done], violations }
}

/** What must not be logged: tokens and proofs, codes, PINs with their numbers, texts that people wrote. */
function noteSecrets(secrets: Set<string>, { request }: Shot): void {
  for (const name of ['authorization', 'dpop', 'signature']) {
    const value = request.headers[name]
    if (value && value.length > 40) secrets.add(value.slice(-40))
  }
  for (const [, text] of (request.payload ?? '').matchAll(
    /"(?:code|email|number|secret|token|message)":"([^"\\]{12,})"/g,
  )) {
    secrets.add(text!)
  }
  while (secrets.size > 500) secrets.delete(secrets.values().next().value!)
}

/** Looks for secrets in what is logged while they are remembered. */
function watchLog(secrets: ReadonlySet<string>, violations: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const text = chunk.toString()
      for (const secret of secrets) {
        if (!text.includes(secret)) continue
        violations.push(`a log line holds a secret: ${text.slice(0, 300)}`)
        break
      }
      done()
    },
  })
}
