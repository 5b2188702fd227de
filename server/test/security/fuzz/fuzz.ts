/**
 * Fuzzing by the contract: requests drawn from the schemas of every operation, valid, nearly valid and hostile, by people of every role,
 * over the real app on a real database. No 5xx, no answer that the contract does not name, no secret in a log.
 */
import { Writable } from 'node:stream'
import type { Database } from '../../../src/platform/database.ts'
import { judge } from './judge.ts'
import type { Got, Sent } from './people.ts'
import { makeShot, type Shot } from './requests.ts'
import { startTarget } from './target.ts'

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

const atOnce = 16

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const violations: string[] = []
  const secrets = new Set<string>()
  const log = watchLog(secrets, violations)
  const { app, seeded, range, send } = await startTarget({ db: options.db, seed: options.seed, log })
  const { pool } = range.drawing
  for (const { name } of seeded.customers) secrets.add(name)

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
