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

const db = await testDatabase()
const main = fileURLToPath(new URL('../main.ts', import.meta.url))

test('ringfence keys rotate: a server that runs takes the new key up by itself, without a restart; it is in the audit trail [S11] [S19]', async () => {
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
