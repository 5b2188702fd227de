import { createHmac } from 'node:crypto'
import { type EventType, generateSigningKey, type WebhookEvent } from '@ringfence/contract'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, testKey } from '../../../test/brand.ts'
import { proved } from '../../../test/callers.ts'
import { callOf, shaped } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { testTill } from '../../../test/till.ts'
import { controlHandlers } from '../../control.ts'
import { systemClock } from '../../kernel/clock.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { noTrail } from '../../platform/audit-trail.ts'
import type { Caller } from '../../platform/http.ts'
import { registerClient } from '../identity/index.ts'
import { type DeliveryRoom, startDelivering } from './deliver.ts'
import { recordEvents } from './record-events.ts'
import { webhookRoutes } from './routes.ts'
import { createSender } from './send.ts'
import { startWebhooks } from './start.ts'
import { deleteEvents, forgetPreviousSecrets } from './store.ts'
import { testIntegrator } from './testing.ts'

const db = await testDatabase()
const integrator = await testIntegrator()
const sender = createSender({ sandbox: true, allowLoopback: true, timeoutMs: 2_000 })
afterAll(async () => {
  sender.close()
  await integrator.close()
})
/** The library that verifies knows only the real time. */
const now = Date.now()
const dayMs = 86_400_000
const errors: unknown[] = []
const room = { db, masterKey: testKey, sender, audit: noTrail, onError: (error: unknown) => errors.push(error) }
const routes = shaped(webhookRoutes({ db, masterKey: testKey, sender, wake: () => {} }))

const caller = (role: Caller['role'], personId = newId()) => ({ ...proved, role, personId, name: '' }) as Caller
const administrator = caller('administrator')
const store = await addTestStore(db)
const customer = await addTestCustomer(db, { store, balance: 1_000_000n })
const till = testTill(db, store)

beforeEach(async () => {
  await db.query('DELETE FROM webhooks.endpoints')
  await db.query('DELETE FROM webhooks.events')
  integrator.got.length = 0
  integrator.answer = 204
  errors.length = 0
  await recordAll()
})

/** What is due and there is room for, until it is written down. */
async function deliverDue(from: DeliveryRoom, atMs: number): Promise<number> {
  const delivering = startDelivering(from, () => {})
  const taken = await delivering.take(atMs)
  await delivering.settled()
  return taken
}

async function recordAll(atMs = now) {
  while (await recordEvents(db, atMs)) {}
}

async function setUp(by: Caller = administrator, eventTypes: EventType[] = [], url = integrator.url) {
  const outcome = await routes.createWebhookEndpoint({
    ...callOf<'createWebhookEndpoint'>(by, { body: { url, eventTypes } }),
    nowMs: now,
  })
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

/** Each in a minute of its own, for a pay code is good once. */
let minute = 0
async function payOnly(amount = 450) {
  const paid = await till.pay(customer, { amount, atMs: now - dayMs + 60_000 * minute++ })
  if (!paid.ok) throw new Error(paid.code)
}
async function pay(amount = 450) {
  await payOnly(amount)
  await recordAll()
}

const verified = (secret: string, i = 0) =>
  new Webhook(secret).verify(integrator.got[i]!.body, integrator.got[i]!.headers) as WebhookEvent

test('what happened reaches the endpoint once, signed so that an independent library verifies it [S2]', async () => {
  const { secret } = await setUp()
  await pay()
  expect(await deliverDue(room, now)).toBe(1)
  expect(await deliverDue(room, now)).toBe(0)
  const event = verified(secret)
  expect(event).toMatchObject({ type: 'payment.captured', data: { amount: 450, currency: 'USD' } })
  expect(event.id).toBe(integrator.got[0]!.headers['webhook-id'])
  const { headers, body } = integrator.got[0]!
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
})

test('a changed body, id or time no longer verifies [S2]', async () => {
  const { secret } = await setUp()
  await pay()
  await deliverDue(room, now)
  const { headers, body } = integrator.got[0]!
  const refused = (changed: Record<string, string>, text = body) =>
    expect(() => new Webhook(secret).verify(text, { ...headers, ...changed })).toThrow()
  refused({}, body.replace('450', '451'))
  refused({ 'webhook-id': 'evt_other' })
  refused({ 'webhook-timestamp': String(Math.floor(now / 1000) + 1) })
})

test('while a secret is rotated both sign; after a day the old one no longer does, and is gone [S2]', async () => {
  const { id, secret: old } = await setUp()
  const rotated = await routes.rotateWebhookSecret({ ...callOf(administrator, { params: { id } }), nowMs: now })
  if (!rotated.ok) throw new Error(rotated.code)
  const { secret: fresh } = rotated.value
  expect(fresh).not.toBe(old)
  await pay()
  await deliverDue(room, now)
  expect(integrator.got[0]!.headers['webhook-signature']!.split(' ')).toHaveLength(2)
  for (const secret of [old, fresh]) expect(verified(secret).type).toBe('payment.captured')

  await db.query('UPDATE webhooks.endpoints SET previous_until = $1', [new Date(now)])
  await pay()
  await deliverDue(room, now)
  expect(verified(fresh, 1).type).toBe('payment.captured')
  expect(() => verified(old, 1)).toThrow()
  await forgetPreviousSecrets(db, now)
  expect(await db.query('SELECT sealed_previous FROM webhooks.endpoints')).toEqual([{ sealed_previous: null }])
})

test('the secret is told once, and stands nowhere in the database [S19]', async () => {
  const { id, secret } = await setUp()
  const read = await routes.getWebhookEndpoint(callOf(administrator, { params: { id } }))
  expect(JSON.stringify(read)).not.toContain('whsec_')
  const [row] = await db.query<{ text: string }>('SELECT p::text FROM webhooks.endpoints p')
  const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64')
  for (const shape of [secret, secret.slice(6), bytes.toString('hex'), Buffer.from(secret).toString('hex')])
    expect(JSON.stringify(row)).not.toContain(shape)
})

test('who is down gets it later, under the same id; given up after three days; a replay sends it again', async () => {
  const { id, secret } = await setUp()
  await pay()
  integrator.answer = 500
  let atMs = now
  const triedMs: number[] = []
  for (let tries = 0; tries < 15; tries++) {
    await deliverDue(room, atMs)
    triedMs.push(atMs)
    const [row] = await db.query<{ due_at: Date }>('SELECT due_at FROM webhooks.deliveries')
    atMs = Math.max(atMs, row!.due_at.getTime())
  }
  expect(new Set(integrator.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(integrator.got).toHaveLength(15)
  expect(triedMs.at(-1)! - now).toBe(3 * dayMs)
  const failed = await routes.listWebhookDeliveries(
    callOf(administrator, { params: { id }, query: { status: 'failed' } }),
  )
  if (!failed.ok) throw new Error(failed.code)
  expect(failed.value.data).toMatchObject([
    { attempts: 15, lastStatus: 500, lastFailure: 'answer', nextAttemptAt: null },
  ])

  integrator.answer = 204
  const delivery = failed.value.data[0]!
  const replayed = await routes.replayWebhookDelivery({
    ...callOf<'replayWebhookDelivery'>(administrator, { params: { id: delivery.id } }),
    nowMs: now,
  })
  expect(replayed).toMatchObject({ ok: true, value: { status: 'waiting', attempts: 0 } })
  await deliverDue(room, now)
  expect(verified(secret, 15).id).toBe(delivery.eventId)
})

test('an endpoint that answers 410 is left alone, until somebody enables it', async () => {
  const { id } = await setUp()
  integrator.answer = 410
  await pay()
  await pay()
  await deliverDue(room, now)
  const left = integrator.got.length
  expect(await routes.getWebhookEndpoint(callOf(administrator, { params: { id } }))).toMatchObject({
    value: { state: 'gone', deliveries: { waiting: 0 } },
  })
  await pay()
  expect(await deliverDue(room, now + dayMs)).toBe(0)
  expect(integrator.got).toHaveLength(left)
  integrator.answer = 204
  await routes.enableWebhookEndpoint(callOf(administrator, { params: { id } }))
  await pay()
  expect(await deliverDue(room, now)).toBe(1)
})

test('many processes at once send each delivery once, numbered in the order of what happened', async () => {
  await setUp()
  for (let i = 1; i <= 12; i++) await payOnly(i)
  await Promise.all(Array.from({ length: 4 }, () => recordAll()))
  const round = () => Promise.all(Array.from({ length: 4 }, () => deliverDue(room, now)))
  while ((await round()).some(taken => taken > 0)) {}
  expect(errors).toEqual([])
  const events = integrator.got.map(({ body }) => JSON.parse(body) as WebhookEvent)
  expect(new Set(events.map(event => event.id)).size).toBe(12)
  expect(events).toHaveLength(12)
  events.sort((a, b) => a.sequence - b.sequence)
  expect(events.map(event => event.data.amount)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
})

test('a process that died over a delivery is followed by another', async () => {
  await setUp()
  await pay()
  const dead = { ...sender, send: () => new Promise<never>(() => {}) }
  void deliverDue({ ...room, sender: dead }, now)
  await expect.poll(() => db.query('SELECT attempts FROM webhooks.deliveries')).toEqual([{ attempts: 1 }])
  expect(await deliverDue(room, now + 119_999)).toBe(0)
  expect(await deliverDue(room, now + 120_000)).toBe(1)
  expect(integrator.got).toHaveLength(1)
})

test('nothing is sent while a transaction is open', async () => {
  await setUp()
  await setUp()
  await pay()
  let open = 0
  const watching = {
    ...sender,
    send: async (message: Parameters<typeof sender.send>[0]) => {
      const [row] = await db.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
      )
      open += row!.open
      return sender.send(message)
    },
  }
  expect(await deliverDue({ ...room, sender: watching }, now)).toBe(2)
  expect(open).toBe(0)
  expect(integrator.got).toHaveLength(2)
})

test('an endpoint that answers nobody yet keeps no other waiting, and gets no more than two at once', async () => {
  const slow = await testIntegrator()
  const release = Promise.withResolvers<void>()
  slow.answersAfter = release.promise
  await setUp()
  await setUp(administrator, [], slow.url)
  const running = startWebhooks({
    db,
    masterKey: testKey,
    clock: systemClock,
    sandbox: true,
    environment: { RINGFENCE_WEBHOOKS_ALLOW_PRIVATE: '1' },
    audit: noTrail,
    onError: error => errors.push(error),
  })
  const count = 12
  const patience = { timeout: 30_000 }
  for (let i = 0; i < count; i++) await payOnly()
  running.wake()
  await expect.poll(() => integrator.got.length, patience).toBe(count)
  await expect.poll(() => slow.got.length, patience).toBe(2)
  release.resolve()
  await expect.poll(() => slow.got.length, patience).toBe(count)
  await running.close()
  expect(slow.mostAtOnce).toBe(2)
  const states = await db.query('SELECT DISTINCT state, attempts FROM webhooks.deliveries')
  expect(states).toEqual([{ state: 'delivered', attempts: 1 }])
  expect(errors).toEqual([])
  await slow.close()
})

test('an endpoint gets the types it asked for; a disabled one nothing, and what waited is withdrawn', async () => {
  await setUp(administrator, ['load.succeeded'])
  const { id } = await setUp(administrator, ['payment.captured'])
  await pay()
  expect(await db.query('SELECT state FROM webhooks.deliveries')).toEqual([{ state: 'waiting' }])
  await routes.disableWebhookEndpoint(callOf(administrator, { params: { id } }))
  expect(await deliverDue(room, now)).toBe(0)
  expect(await db.query('SELECT state FROM webhooks.deliveries')).toEqual([{ state: 'withdrawn' }])
  const test = await routes.testWebhookEndpoint(callOf(administrator, { params: { id } }))
  expect(test).toEqual({ ok: false, code: 'webhook_endpoint_disabled' })
})

test('a test is sent to its endpoint alone, and is in no list of events', async () => {
  const { id, secret } = await setUp()
  await setUp()
  const sent = await routes.testWebhookEndpoint({
    ...callOf<'testWebhookEndpoint'>(administrator, { params: { id } }),
    nowMs: now,
  })
  expect(sent).toMatchObject({ ok: true, value: { eventType: 'webhook.test', status: 'waiting' } })
  await deliverDue(room, now)
  expect(integrator.got).toHaveLength(1)
  expect(verified(secret)).toMatchObject({ type: 'webhook.test', data: { endpointId: id } })
  expect(await routes.listEvents(callOf(administrator, {}))).toMatchObject({ value: { data: [] } })
})

test('integrators read on in the list of events by sequence number, page by page', async () => {
  for (let i = 1; i <= 5; i++) await pay(i)
  const read = async (query: object) => {
    const outcome = await routes.listEvents(callOf(administrator, { query }))
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.value
  }
  const first = await read({ limit: 2 })
  const second = await read({ limit: 2, cursor: first.nextCursor })
  const rest = await read({ after: second.data.at(-1)!.sequence })
  const amounts = [first, second, rest].flatMap(page => page.data.map(event => event.data.amount))
  expect(amounts).toEqual([1, 2, 3, 4, 5])
  expect(rest.nextCursor).toBeNull()
  expect((await read({ type: 'load.succeeded' })).data).toEqual([])
})

test('events tell ids and amounts, and nothing about people', async () => {
  await pay()
  const [event] = await db.query<{ data: object }>('SELECT data FROM webhooks.events')
  expect(Object.keys(event!.data).sort()).toEqual(
    ['accountId', 'amount', 'at', 'currency', 'id', 'storeId', 'terminalId'].sort(),
  )
})

test('history that is brought in is no event, and events are forgotten after 30 days', async () => {
  await payOnly(5)
  await recordAll(now + 31 * dayMs)
  expect(await db.query('SELECT 1 FROM webhooks.events')).toEqual([])
  await setUp()
  await pay()
  await deleteEvents(db, new Date(now + 1), 100)
  expect(await db.query('SELECT 1 FROM webhooks.deliveries')).toEqual([])
})

test("a client's endpoints, deliveries and secrets are nobody else's [A10]", async () => {
  const [one, other] = [caller('client'), caller('client')]
  const { id } = await setUp(one)
  await pay()
  const mine = await routes.listWebhookDeliveries(callOf(one, { params: { id } }))
  if (!mine.ok) throw new Error(mine.code)
  const foreign = { ok: false, code: 'not_found' }
  const settings = { url: integrator.url, eventTypes: [] }
  const params = { id }
  expect(await routes.getWebhookEndpoint(callOf(other, { params }))).toEqual(foreign)
  expect(await routes.changeWebhookEndpoint(callOf(other, { params, body: settings }))).toEqual(foreign)
  expect(await routes.deleteWebhookEndpoint(callOf(other, { params }))).toEqual(foreign)
  expect(await routes.disableWebhookEndpoint(callOf(other, { params }))).toEqual(foreign)
  expect(await routes.enableWebhookEndpoint(callOf(other, { params }))).toEqual(foreign)
  expect(await routes.rotateWebhookSecret(callOf(other, { params }))).toEqual(foreign)
  expect(await routes.testWebhookEndpoint(callOf(other, { params }))).toEqual(foreign)
  expect(await routes.listWebhookDeliveries(callOf(other, { params }))).toEqual(foreign)
  const delivery = { id: mine.value.data[0]!.id }
  expect(await routes.replayWebhookDelivery(callOf(other, { params: delivery }))).toEqual(foreign)
  expect(await routes.listWebhookEndpoints(callOf(other, {}))).toMatchObject({ value: { data: [] } })
  expect(await routes.listWebhookEndpoints(callOf(administrator, {}))).toMatchObject({ value: { data: [{ id }] } })
  await routes.deleteWebhookEndpoint(callOf(one, { params }))
  expect(await routes.getWebhookEndpoint(callOf(one, { params }))).toEqual(foreign)
})

test('an address inside is not taken, at setting up or at a change; nobody has more than 20 endpoints [A15]', async () => {
  const refused = { ok: false, code: 'webhook_url_refused', pointers: ['/url'] }
  const body = { url: 'https://169.254.169.254/latest', eventTypes: [] }
  expect(await routes.createWebhookEndpoint(callOf(administrator, { body }))).toEqual(refused)
  const { id } = await setUp()
  expect(await routes.changeWebhookEndpoint(callOf(administrator, { params: { id }, body }))).toEqual(refused)
  const one = caller('client')
  const tried = await Promise.allSettled(Array.from({ length: 24 }, () => setUp(one)))
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
})

test('a client whose access is ended is told nothing more; the endpoints of others are [S2] [S10]', async () => {
  const id = newId()
  const { keyId, publicKey } = await generateSigningKey()
  await registerClient(db, { id, name: 'Partner', scopes: ['webhooks:write'], keyId, publicKey, atMs: now })
  const ended = await setUp(caller('client', id))
  const other = await setUp()
  await pay()
  const control = controlHandlers({ db, masterKey: testKey, identity: { forgetKey: () => {}, ended: new Set() } })
  const params = { id: toTypeId('cli', id) }
  expect((await control.revokeClient({ ...callOf<'revokeClient'>(administrator, { params }), nowMs: now })).ok).toBe(
    true,
  )
  await pay()
  while ((await deliverDue(room, now)) > 0) {}
  expect(integrator.got).toHaveLength(2)
  for (const i of [0, 1]) expect(verified(other.secret, i).type).toBe('payment.captured')
  const left = await db.query('SELECT state FROM webhooks.endpoints WHERE client_id = $1', [id])
  expect(left).toEqual([{ state: 'disabled' }])
  expect(ended.state).toBe('enabled')
})
