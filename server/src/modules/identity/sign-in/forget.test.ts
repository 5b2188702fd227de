import { expect, test } from 'vitest'
import { appDatabase } from '../../../../test/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { testClock } from '../testing.ts'
import { forgetSignIns } from './forget.ts'
import { beginSession, endSessions, listSessions, unusedMs } from './sessions.ts'

const db = await appDatabase()
const clock = testClock()
const dayMs = 86_400_000

test('a session is deleted a month after its end, or when nobody has used it for 90 days; a live one stays [S3]', async () => {
  const personId = newId()
  const begin = (atMs: number) =>
    beginSession(
      db,
      { personId, kind: 'customer', proof: 'passkey', provedMs: atMs },
      { clientId: 'app.customer', deviceName: 'Chrome' },
      atMs,
    )
  const nowMs = clock.now()
  const end = (sessionId: string, atMs: number) => endSessions(db, { personId, kind: 'customer', sessionId }, atMs)
  const unused = await begin(nowMs - unusedMs - 1)
  const old = await begin(nowMs - unusedMs)
  const live = await begin(nowMs - dayMs)
  const [longEnded, ended] = [await begin(nowMs - 40 * dayMs), await begin(nowMs - 40 * dayMs)]
  await end(longEnded, nowMs - 30 * dayMs - 1)
  await end(ended, nowMs - 30 * dayMs)
  await forgetSignIns(db, nowMs)
  const left = await db.query<{ id: string }>('SELECT id FROM identity.sessions WHERE person_id = $1', [personId])
  const ids = left.map(row => row.id)
  expect(ids.toSorted()).toEqual([old, live, ended].toSorted())
  expect(ids).not.toContain(unused)
  expect(await listSessions(db, personId, live, nowMs)).toMatchObject([{ current: true }])
})
