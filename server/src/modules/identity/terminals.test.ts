import { generateSigningKey } from '@ringfence/contract'
import { calculateJwkThumbprint } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { proved } from '../../../test/callers.ts'
import { testDatabase } from '../../../test/database.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import type { Identity } from './identity.ts'
import { identityRoutes } from './routes.ts'
import { addPeople, testClock, testIdentity } from './testing.ts'

const db = await testDatabase()
const clock = testClock()
let people: Awaited<ReturnType<typeof addPeople>>
let identity: Identity

beforeAll(async () => {
  people = await addPeople(db)
  identity = await testIdentity(db, clock)
})

const enrol = async (terminalId = people.terminal) => {
  const key = await generateSigningKey()
  clock.advance(1)
  const enrolled = await identity.enrolTerminalKey(terminalId, key.publicKey)
  return { key, enrolled }
}

test('an enrolled key is known by its RFC 7638 thumbprint', async () => {
  const { key, enrolled } = await enrol()
  expect(enrolled).toMatchObject({ ok: true, value: { keyId: await calculateJwkThumbprint({ ...key.publicKey }) } })
  const found = await identity.signingKey(key.keyId)
  expect(found).toMatchObject({ keyId: key.keyId, owner: { terminalId: people.terminal } })
  expect(found!.publicKey.export({ format: 'jwk' })).toMatchObject(key.publicKey)
})

test('a sixth key takes the place of the first, at once in this process', async () => {
  const { terminal } = await addPeople(db)
  const keys = []
  for (let i = 0; i < 5; i++) keys.push((await enrol(terminal)).key)
  expect(await identity.signingKey(keys[0]!.keyId)).toBeDefined()
  keys.push((await enrol(terminal)).key)
  const live = await Promise.all(keys.map(async key => (await identity.signingKey(key.keyId)) !== undefined))
  expect(live).toEqual([false, true, true, true, true, true])
})

test('twenty browsers that enrol at once leave five live keys', async () => {
  const { terminal } = await addPeople(db)
  await Promise.all(Array.from({ length: 20 }, () => enrol(terminal)))
  const live = await db.query('SELECT 1 FROM identity.terminal_keys WHERE terminal_id = $1 AND revoked_at IS NULL', [
    terminal,
  ])
  expect(live).toHaveLength(5)
})

test('a key stays with its terminal: another one can not enrol it', async () => {
  const { key } = await enrol()
  const other = await addPeople(db)
  expect(await identity.enrolTerminalKey(other.terminal, key.publicKey)).toEqual({ ok: false, code: 'not_found' })
  expect(await identity.signingKey(key.keyId)).toMatchObject({ owner: { terminalId: people.terminal } })
})

test('enrolling the same key again is no second key', async () => {
  const { key } = await enrol()
  expect(await identity.enrolTerminalKey(people.terminal, key.publicKey)).toMatchObject({ ok: true })
  expect(await db.query('SELECT 1 FROM identity.terminal_keys WHERE key_id = $1', [key.keyId])).toHaveLength(1)
})

test('an unknown terminal and a point off the curve are refused', async () => {
  const { publicKey } = await generateSigningKey()
  expect(await identity.enrolTerminalKey(newId(), publicKey)).toEqual({ ok: false, code: 'not_found' })
  const off = { ...publicKey, y: publicKey.x }
  expect(await identity.enrolTerminalKey(people.terminal, off)).toMatchObject({ ok: false, code: 'validation_failed' })
})

test('a revoked key is believed for five seconds more and no longer', async () => {
  const { key } = await enrol()
  expect(await identity.signingKey(key.keyId)).toBeDefined()
  await db.query('UPDATE identity.terminal_keys SET revoked_at = now() WHERE key_id = $1', [key.keyId])
  clock.advance(4_999)
  expect(await identity.signingKey(key.keyId)).toBeDefined()
  clock.advance(1)
  expect(await identity.signingKey(key.keyId)).toBeUndefined()
})

test('a terminal that works is seen, and written down once a minute', async () => {
  const { terminal } = await addPeople(db)
  const lastSeen = async () => {
    const [row] = await db.query<{ at: Date | null }>(
      'SELECT last_seen_at AS at FROM identity.terminals WHERE id = $1',
      [terminal],
    )
    return row!.at?.getTime()
  }
  const first = clock.now()
  identity.terminalSeen(terminal)
  await expect.poll(lastSeen).toBe(first)
  clock.advance(59_999)
  identity.terminalSeen(terminal)
  clock.advance(1)
  identity.terminalSeen(terminal)
  await expect.poll(lastSeen).toBe(first + 60_000)
})

test('a store manager sees the tills of the own store, an auditor all', async () => {
  const here = await addPeople(db)
  await enrol(here.terminal)
  const routes = identityRoutes(db, identity)
  const call = (storeId: string | undefined) => ({
    params: undefined,
    query: undefined,
    body: undefined,
    caller: { ...proved, role: 'auditor' as const, personId: newId(), name: '', terminalId: undefined, storeId },
    idempotency: undefined,
    nowMs: clock.now(),
  })
  const own = await routes.listTerminals(call(here.storeId))
  expect(own).toMatchObject({
    ok: true,
    value: {
      data: [
        {
          id: toTypeId('trm', here.terminal),
          name: 'Till 1',
          storeName: 'Harbour',
          status: 'active',
          lastSeenAt: null,
        },
      ],
    },
  })
  const all = await routes.listTerminals(call(undefined))
  expect(all.ok && all.value.data.length).toBeGreaterThan(2)
})

test('people are listed customers first, each with who they are', async () => {
  const routes = identityRoutes(db, identity)
  const listed = await routes.listSandboxPeople({ params: undefined, query: undefined, body: undefined } as never)
  const roles = listed.ok ? listed.value.data.map(({ role }) => role) : []
  expect(roles.lastIndexOf('customer')).toBeLessThan(roles.findIndex(role => role !== 'customer'))
  expect(listed.ok && listed.value.data).toContainEqual({
    id: toTypeId('cus', people.customer),
    name: 'Maya',
    role: 'customer',
    storeId: null,
    about: 'Loads every Monday',
  })
})
