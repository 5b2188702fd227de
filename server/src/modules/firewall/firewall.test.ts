import { randomInt } from 'node:crypto'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { callOf, shaped } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'
import { addStaff } from '../identity/index.ts'
import { firewallRoutes } from './routes.ts'
import { deleteExpired } from './store.ts'
import { watchFirewall } from './watch.ts'

const db = await testDatabase()
const clock = manualClock(1_800_000_000_000)
const onError = (error: unknown) => {
  throw error
}
const here = await watchFirewall({ db, clock, onError, everyMs: 20 })
const elsewhere = await watchFirewall({ db, clock, onError, everyMs: 20 })
afterAll(async () => {
  await here.close()
  await elsewhere.close()
})
const routes = shaped(firewallRoutes({ db, wake: here.wake }))
const administratorId = newId()
await db.transaction(tx =>
  addStaff(tx, { id: administratorId, name: 'Ida Berg', role: 'administrator', about: 'Administrator' }),
)
beforeEach(async () => {
  await db.query('DELETE FROM firewall.rules')
})

const address = '198.51.100.4'
const caller = { role: 'administrator', personId: administratorId, name: 'Ida Berg' } as Caller
const put = (body: object, from = address) =>
  routes.putFirewallRule({ ...callOf<'putFirewallRule'>(caller, { body }), address: from, nowMs: clock.now() })
const remove = (id: string, from = address) =>
  routes.removeFirewallRule({
    ...callOf<'removeFirewallRule'>(caller, { params: { id } }),
    address: from,
    nowMs: clock.now(),
  })
const list = async (query = {}) => {
  const answer = await routes.listFirewallRules({
    ...callOf<'listFirewallRules'>(caller, { query }),
    nowMs: clock.now(),
  })
  if (!answer.ok) throw new Error(answer.code)
  return answer.value
}
const deny = (range: string, expiresAt: string | null = null) => ({
  effect: 'deny',
  range,
  reason: 'guesses codes',
  expiresAt,
})

test('a rule holds in every process within moments, until it is removed [S7]', async () => {
  const answer = await put(deny('203.0.113.9/24'))
  if (!answer.ok) throw new Error(answer.code)
  expect(answer.value).toMatchObject({ range: '203.0.113.0/24', createdBy: 'Ida Berg', expiresAt: null })
  await expect.poll(() => elsewhere.refuses('203.0.113.77')).toBe(true)
  await expect.poll(() => here.refuses('203.0.113.77')).toBe(true)
  expect(elsewhere.refuses('203.0.114.1')).toBe(false)
  expect((await remove(answer.value.id)).ok).toBe(true)
  await expect.poll(() => elsewhere.refuses('203.0.113.77')).toBe(false)
})

test('a rule ends by itself at its expiry, and is forgotten [S7]', async () => {
  const expiresAt = new Date(clock.now() + 60_000).toISOString()
  await put(deny('203.0.113.0/24', expiresAt))
  await expect.poll(() => elsewhere.refuses('203.0.113.77')).toBe(true)
  clock.advance(60_000)
  expect(elsewhere.refuses('203.0.113.77')).toBe(false)
  expect((await list()).data).toEqual([])
  expect(await deleteExpired(db, clock.now() + 1)).toBe(1)
})

test('nobody locks oneself out: neither by a denial nor by removing what lets one in [S7]', async () => {
  expect(await put(deny('198.51.100.0/24'))).toMatchObject({ ok: false, code: 'would_lock_out' })
  expect(await put(deny('0.0.0.0/0'))).toMatchObject({ ok: false, code: 'would_lock_out' })
  expect(await put(deny('0.0.0.0/0'), `::ffff:${address}`)).toMatchObject({ code: 'would_lock_out' })
  const door = await put({ effect: 'allow', range: '198.51.100.0/24', reason: 'our office', expiresAt: null })
  expect(door.ok && (await put(deny('0.0.0.0/0'))).ok).toBe(true)
  expect(await remove(door.ok ? door.value.id : '')).toMatchObject({ ok: false, code: 'would_lock_out' })
  expect((await list()).data).toHaveLength(2)
})

test('two changes at once can not lock out together [S7]', async () => {
  const door = await put({ effect: 'allow', range: '198.51.100.0/24', reason: 'our office', expiresAt: null })
  const outcomes = await Promise.all([put(deny('0.0.0.0/0')), remove(door.ok ? door.value.id : '')])
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
})

test('the same range again takes the new reason and expiry', async () => {
  await put(deny('203.0.113.0/24'))
  await put({ ...deny('203.0.113.5/24'), reason: 'guesses numbers' })
  expect((await list()).data.map(({ reason }) => reason)).toEqual(['guesses numbers'])
})

test('a range that is none, an expiry that has passed and an id that is unknown are refused', async () => {
  expect(await put(deny('203.0.113'))).toMatchObject({ code: 'validation_failed', pointers: ['/range'] })
  expect(await put(deny('203.0.113.1', '2020-01-01T00:00:00Z'))).toMatchObject({ pointers: ['/expiresAt'] })
  expect(await remove(toTypeId('fwr', newId()))).toMatchObject({ code: 'not_found' })
})

test('the list comes in pages, newest first', async () => {
  for (const last of [1, 2, 3]) await put(deny(`203.0.113.${last}`))
  const first = await list({ limit: 2 })
  expect(first.data.map(({ range }) => range)).toEqual(['203.0.113.3/32', '203.0.113.2/32'])
  const second = await list({ limit: 2, cursor: first.nextCursor })
  expect(second).toMatchObject({ data: [{ range: '203.0.113.1/32' }], nextCursor: null })
})

test('a quota holds in every process within moments, and goes back to the usual [S9]', async () => {
  const id = toTypeId('cli', newId())
  const requestsPerMinute = randomInt(1, 1_000)
  const set = (wanted: number | null) =>
    routes.putQuota({
      ...callOf<'putQuota'>(caller, { params: { id }, body: { requestsPerMinute: wanted } }),
      nowMs: clock.now(),
    })
  expect((await set(requestsPerMinute)).ok).toBe(true)
  await expect.poll(() => elsewhere.quotaOf(id)).toBe(requestsPerMinute)
  const listed = await routes.listQuotas(callOf<'listQuotas'>(caller, {}))
  expect(listed).toMatchObject({ value: { data: [{ holder: id, requestsPerMinute }], nextCursor: null } })
  await set(null)
  await expect.poll(() => elsewhere.quotaOf(id)).toBeUndefined()
})
