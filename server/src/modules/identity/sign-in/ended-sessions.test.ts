import { generateSigningKey } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { appDatabase } from '../../../../test/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { revokeClient } from '../clients/client-store.ts'
import { registerClient } from '../clients/routes.ts'
import { testClock } from '../testing.ts'
import { createEndedSessions } from './ended-sessions.ts'
import { beginSession, endSessions } from './sessions.ts'

const db = await appDatabase()
const clock = testClock()

test('a session that ends while a look is under way stays ended; after a token’s life it is forgotten [S3]', async () => {
  const personId = newId()
  const nowMs = clock.now()
  const person = { personId, kind: 'customer', proof: 'passkey', provedMs: nowMs } as const
  const id = await beginSession(db, person, { clientId: 'app.customer', deviceName: 'Chrome' }, nowMs)
  const ended = createEndedSessions(db, clock)
  const looking = ended.look() // its query is on its way before the session ends
  ended.add(id)
  await looking
  expect(ended.has(id)).toBe(true)
  await endSessions(db, { personId, kind: 'customer', sessionId: id }, nowMs)
  await ended.look()
  expect(ended.has(id)).toBe(true)
  clock.advance(361_000)
  await ended.look()
  expect(ended.has(id)).toBe(false)
})

test('a machine client that was revoked elsewhere is over here as well: its tokens name it as their session [S2]', async () => {
  const id = newId()
  const { keyId, publicKey } = await generateSigningKey()
  await registerClient(db, { id, name: 'Partner', scopes: ['events:read'], keyId, publicKey, atMs: clock.now() })
  const ended = createEndedSessions(db, clock)
  await ended.look()
  expect(ended.has(id)).toBe(false)
  await db.transaction(tx => revokeClient(tx, id, clock.now()))
  await ended.look()
  expect(ended.has(id)).toBe(true)
})
