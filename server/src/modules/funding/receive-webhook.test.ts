import { afterAll, beforeAll, expect, test } from 'vitest'
import { balanceOf } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, testKey as masterKey } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow } from '../../../test/till.ts'
import { send, testGateway } from '../../gateway/testing.ts'
import { manualClock } from '../../kernel/clock.ts'
import { codeResolver } from '../wallet/index.ts'
import { loadByCard } from './load-by-card.ts'
import type { EventValue } from './psp/sandbox/records.ts'
import { signed } from './psp/sandbox/webhooks.ts'
import { forgetEvents } from './receive-webhook.ts'
import { loadRecorder } from './record-load.ts'
import { fundingRoutes } from './routes.ts'
import { addTestCard, sandboxRoomOf, testKey, testSandbox } from './testing.ts'

const db = await testDatabase()
await addTestStore(db)
const clock = manualClock(1_800_000_000_000) // as the test gateway's
const psp = testSandbox(db, { clock })
const room = sandboxRoomOf(db, clock)
const recordLoad = loadRecorder(db)
const routes = fundingRoutes({
  db,
  psp,
  controls: psp.controls,
  recordLoad,
  resolveCode: codeResolver(db, masterKey),
  loadMinimum: 500n,
})
let gateway: Awaited<ReturnType<typeof testGateway>>
beforeAll(async () => {
  gateway = await testGateway(routes as never)
})
afterAll(async () => {
  await gateway.app.close()
  await recordLoad.close()
})

function post(event: EventValue, options: { provider?: string; change?: (text: string) => string } = {}) {
  const { bytes, headers } = signed(room, event)
  const { provider = 'sandbox', change = text => text } = options
  const url = `/v1/psp/webhooks/${provider}`
  const payload = change(bytes.toString('utf8'))
  return send(gateway.app, {
    method: 'POST',
    url,
    payload,
    headers: { ...(headers as Record<string, string>), 'content-type': 'application/json; charset=utf-8' },
  })
}

async function waiting() {
  const maya = await addTestCustomer(db)
  const paymentMethodId = await addTestCard(db, psp, maya.customerId, 'sandbox_challenge')
  const { accountId, customerId } = maya
  const more = { offSession: false, idempotency: testKey(customerId), atMs: testNow }
  const outcome = await loadByCard(db, psp, {
    accountId,
    customerId,
    amount: 2_000n,
    currency,
    paymentMethodId,
    ...more,
  })
  if (!outcome.ok) throw new Error(outcome.code)
  const reference = `ch_${outcome.load.id}`
  return { accountId, reference, event: { eventId: `evt_${reference}`, about: 'charge', reference } as const }
}

test('a webhook over HTTP is checked over its bytes and worked through once, however often and at once it comes [3.1] [API10]', async () => {
  const { accountId, reference, event } = await waiting()
  await psp.controls.answerChallenge(reference, true)
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(event)))
  for (const answer of answers) expect([answer.status, answer.json()]).toEqual([200, { received: true }])
  expect(await balanceOf(db, accountId)).toBe(2_000n)
  expect(await db.query('SELECT id FROM funding.psp_events WHERE id = $1', [event.eventId])).toHaveLength(1)
})

test('what a webhook says of the state is not believed: a charge that waits is not booked [API10]', async () => {
  const { accountId, event } = await waiting()
  expect((await post({ ...event, eventId: 'evt_says_succeeded' })).status).toBe(200)
  expect(await balanceOf(db, accountId)).toBe(0n)
})

test('one changed by a byte, even in its white space, is refused and changes nothing [API10]', async () => {
  const { accountId, reference, event } = await waiting()
  await psp.controls.answerChallenge(reference, true)
  const spaced = await post(event, { change: text => text.replace(':', ': ') })
  expect([spaced.status, spaced.json().code]).toEqual([401, 'signature_invalid'])
  expect((await post(event, { provider: 'stripe' })).status).toBe(404)
  expect(await balanceOf(db, accountId)).toBe(0n)
})

test('one that is about nothing of ours is taken, so that it is not sent for ever [API10]', async () => {
  for (const about of ['charge', 'refund', 'dispute', 'payout'] as const) {
    expect((await post({ eventId: `evt_foreign_${about}`, about, reference: `x_${about}` })).status).toBe(200)
  }
})

test('a webhook that nobody signed is refused, whether it is JSON or has no body at all [API10]', async () => {
  const url = '/v1/psp/webhooks/sandbox'
  const odd = { method: 'POST', url, payload: '{', headers: { 'content-type': 'application/json' } } as const
  expect((await send(gateway.app, odd)).status).toBe(401)
  expect((await send(gateway.app, { method: 'POST', url })).status).toBe(401)
})

test('webhooks are remembered for 90 days', async () => {
  await post({ eventId: 'evt_old', about: 'charge', reference: 'x' })
  const known = () => db.query(`SELECT id FROM funding.psp_events WHERE id = 'evt_old'`)
  await forgetEvents(db, clock.now() + 90 * 86_400_000 - 60_000)
  expect(await known()).toHaveLength(1)
  await forgetEvents(db, clock.now() + 90 * 86_400_000 + 60_000)
  expect(await known()).toEqual([])
})
