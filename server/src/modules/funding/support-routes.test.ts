import { afterAll, expect, test } from 'vitest'
import { balanceOf } from '../../../test/books.ts'
import {
  addTestCustomer,
  addTestStore,
  currency,
  testKey as masterKey,
  type TestCustomer,
} from '../../../test/brand.ts'
import { asCustomer, asSupport, callOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { manualClock } from '../../kernel/clock.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { accountsOf, codeResolver } from '../wallet/index.ts'
import { loadRecorder } from './record-load.ts'
import { fundingRoutes } from './routes.ts'
import { deliverWebhooks, testSandbox } from './testing.ts'
import { settleFunding } from './work.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const clock = manualClock(testNow)
const psp = testSandbox(db, { clock })
const { controls } = psp
const recordLoad = loadRecorder(db)
const till = testTill(db, store)
const resolveCode = codeResolver(db, masterKey)
const routes = shaped(fundingRoutes({ db, psp, controls, recordLoad, resolveCode, loadMinimum: 500n }))
afterAll(async () => {
  await till.close()
  await recordLoad.close()
})

/** As the app does it: form, card, load. */
async function saveCard(customer: TestCustomer, token: string): Promise<string> {
  const begun = await routes.setUpMyPaymentMethod(callOf(asCustomer(customer), {}))
  if (!begun.ok || begun.value.form.provider !== 'sandbox') throw new Error('no form')
  expect(begun.value.form.cards.map(card => card.token)).toContain(token)
  const body = { setupId: begun.value.setupId, token }
  const added = await routes.addMyPaymentMethod(callOf(asCustomer(customer), { body }))
  if (!added.ok) throw new Error(added.code)
  return added.value.id
}

async function load(customer: TestCustomer, amount: number, token = 'sandbox_visa') {
  const tender = { type: 'card', paymentMethodId: await saveCard(customer, token) }
  const body = { accountId: toTypeId('acc', customer.accountId), amount, currency, tender }
  const outcome = await routes.takeLoad(callOf(asCustomer(customer), { body }))
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

test('a load that the bank challenges is confirmed by the customer in the app, who sees how it stands [3.1]', async () => {
  const maya = await addTestCustomer(db)
  const waiting = await load(maya, 2_000, 'sandbox_challenge')
  expect(waiting).toMatchObject({ status: 'pending', action: { provider: 'sandbox' } })
  const mine = callOf<'getMyLoad'>(asCustomer(maya), { params: { id: waiting.id } })
  expect(await routes.getMyLoad(mine)).toEqual({ ok: true, value: waiting })
  const challengeId = waiting.action?.provider === 'sandbox' ? waiting.action.challengeId : ''
  const answer = { type: 'answerChallenge', challengeId, approve: true }
  const tell = () => routes.tellSandboxPsp(callOf(asCustomer(maya), { body: answer }))
  expect(await tell()).toMatchObject({ ok: true })
  expect(await tell()).toEqual({ ok: false, code: 'not_found' })
  const confirmed = await routes.confirmMyLoad(callOf(asCustomer(maya), { params: { id: waiting.id } }))
  expect(confirmed).toMatchObject({ ok: true, value: { status: 'succeeded', action: null } })
  const noah = await addTestCustomer(db)
  for (const id of [waiting.id, toTypeId('lod', newId()), 'nonsense']) {
    expect(await routes.getMyLoad(callOf(asCustomer(noah), { params: { id } }))).toEqual({
      ok: false,
      code: 'not_found',
    })
  }
})

test('support sees the loads of a customer and what of each can still go back, and gives it back once', async () => {
  const maya = await addTestCustomer(db)
  const { id } = await load(maya, 2_000)
  await till.pay(maya, { amount: 500 })
  const customer = { id: toTypeId('cus', maya.customerId) }
  const listed = await routes.listCustomerLoads(callOf(asSupport, { params: customer }))
  expect(listed).toMatchObject({ ok: true, value: { data: [{ id, refundable: 1_500, refunded: 0, pspFee: 88 }] } })
  const call = callOf<'takeLoadRefund'>(asSupport, { params: { id }, body: { amount: 600, reason: 'asked' }, key: 'k' })
  const first = await routes.takeLoadRefund(call)
  expect(first).toMatchObject({ ok: true, value: { amount: 600, loadId: id, status: 'succeeded' } })
  expect(await routes.takeLoadRefund(call)).toEqual({ ...first, replayed: true })
  expect(await routes.getLoad(callOf(asSupport, { params: { id } }))).toMatchObject({
    ok: true,
    value: { refundable: 900, refunded: 600 },
  })
  expect(await balanceOf(db, maya.accountId)).toBe(900n)
  const nobody = toTypeId('cus', newId())
  expect(await routes.listCustomerLoads(callOf(asSupport, { params: { id: nobody } }))).toMatchObject({
    code: 'not_found',
  })
})

test('a dispute is shown to support, its debt to the customer and support; the next load says what it paid [3.4]', async () => {
  const maya = await addTestCustomer(db)
  const { id } = await load(maya, 2_000, 'sandbox_disputed')
  await till.pay(maya, { amount: 800 })
  await deliverWebhooks(db, psp, clock)
  const customerId = toTypeId('cus', maya.customerId)
  const disputes = await routes.listDisputes(callOf(asSupport, { query: { customerId, status: 'open' } }))
  expect(disputes).toMatchObject({
    ok: true,
    value: { data: [{ loadId: id, amount: 2_000, takenBack: 1_200, debt: 800 }] },
  })
  const owes = async () => (await accountsOf(db, [maya.customerId])).get(maya.customerId)![0]!.owes
  expect(await owes()).toBe(800)
  expect(await load(maya, 1_000)).toMatchObject({ status: 'succeeded', recovered: 800 })
  expect([await owes(), await balanceOf(db, maya.accountId)]).toEqual([0, 200n])
  const close = { type: 'closeDispute', loadId: id, won: false }
  expect(await routes.tellSandboxPsp(callOf(asSupport, { body: close }))).toMatchObject({ ok: true })
  await deliverWebhooks(db, psp, clock)
  const lost = await routes.listDisputes(callOf(asSupport, { query: { status: 'lost' } }))
  expect(lost).toMatchObject({ ok: true, value: { data: [{ loadId: id, status: 'lost' }] } })
})

test('a till is not told what a customer owed', async () => {
  const maya = await addTestCustomer(db)
  await load(maya, 2_000, 'sandbox_disputed')
  await till.pay(maya, { amount: 2_000 })
  await deliverWebhooks(db, psp, clock)
  const caller = { ...asSupport, role: 'cashier', terminalId: store.terminalId, storeId: store.id } as const
  const body = { code: maya.codeAt(testNow + 60_000), amount: 700, currency, tender: { type: 'cash' } }
  const call = { ...callOf<'takeLoad'>(caller, { body }), nowMs: testNow + 60_000 }
  expect(await routes.takeLoad(call)).toMatchObject({ ok: true, value: { amount: 700, recovered: null } })
  expect(await balanceOf(db, maya.accountId)).toBe(0n)
})

test('the sandbox pays out by itself once a day, and finance sees it', async () => {
  clock.advance(86_400_000)
  await settleFunding(db, { psp, controls }, clock.now())
  const list = await routes.listPayouts(callOf(asSupport, {}))
  expect(list.ok && list.value.data.map(payout => payout.unmatched)).toEqual([0])
  await settleFunding(db, { psp, controls }, clock.now())
  const again = await routes.listPayouts(callOf(asSupport, {}))
  expect(again.ok && again.value.data).toHaveLength(1)
})
