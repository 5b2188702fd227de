import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { systemClock } from '../kernel/clock.ts'
import { createIdentity } from '../modules/identity/index.ts'
import { masterKeyOf } from '../platform/crypto.ts'
import { openKeyRing } from '../platform/key-ring.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

test('ringfence keys rotate: a server that runs takes the new key up by itself, without a restart; it is in the audit trail [S11] [S19]', async () => {
  const db = await testDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'keys-'))
  const secret = randomBytes(32)
  const origin = 'https://pay.example'
  const names = { issuer: origin, audience: origin, sandbox: false }
  const masterKey = await openKeyRing(db, masterKeyOf(secret, 'test'), systemClock.now())
  const running = await createIdentity({ db, clock: systemClock, masterKey, ...names })
  const [before] = running.jwks().keys
  const env = { ...process.env, RINGFENCE_MASTER_KEY: secret.toString('base64'), DATABASE_URL: db.url }
  const arguments_ = [main, 'keys', 'rotate', '--json', '--directory', directory]
  const { stdout } = await promisify(execFile)(process.execPath, arguments_, { env })
  const rotation = JSON.parse(stdout) as { kid: string; signsFrom: string; olderUntil: string }
  expect(Date.parse(rotation.olderUntil) - Date.parse(rotation.signsFrom)).toBe(360_000)
  await running.reloadKeys()
  expect(running.jwks().keys.map(key => key.kid)).toEqual([rotation.kid, before!.kid])
  const [event] = await db.query('SELECT actor_kind, operation, figures FROM audit.events')
  expect(event).toEqual({ actor_kind: 'system', operation: 'signingKey.rotate', figures: { compromised: 0 } })
  await rm(directory, { recursive: true })
})

test('ringfence keys rotate-master and retire-master are in the audit trail, with how much they did [S11] [S19]', async () => {
  const db = await testDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'keys-'))
  const [first, second] = [randomBytes(32), randomBytes(32)].map(key => key.toString('base64'))
  const run = async (command: string, ...more: string[]) => {
    const arguments_ = [main, 'keys', command, '--json', '--directory', directory, ...more]
    const given = command === 'rotate-master' ? { RINGFENCE_NEW_MASTER_KEY: second } : {}
    const master = command === 'rotate-master' ? first : second
    const env = { ...process.env, ...given, RINGFENCE_MASTER_KEY: master, DATABASE_URL: db.url }
    return JSON.parse((await promisify(execFile)(process.execPath, arguments_, { env })).stdout) as Record<
      string,
      unknown
    >
  }
  const masterKey = await openKeyRing(db, masterKeyOf(Buffer.from(first!, 'base64'), 'test'), systemClock.now())
  await createIdentity({ db, clock: systemClock, masterKey, issuer: 'x', audience: 'x', sandbox: false })
  expect(await run('rotate-master', '--settle-seconds', '0')).toEqual({ resealed: 1, inPlace: false })
  expect(await run('retire-master')).toEqual({ retired: 1 })
  expect(await db.query('SELECT actor_kind, operation, outcome, figures FROM audit.events ORDER BY seq')).toEqual([
    { actor_kind: 'system', operation: 'masterKey.rotate', outcome: 'done', figures: { resealed: 1 } },
    { actor_kind: 'system', operation: 'masterKey.retire', outcome: 'done', figures: { retired: 1 } },
  ])
  await rm(directory, { recursive: true })
})
