import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency } from '../../../../test/brand.ts'
import { asCustomer, asSupport, callOf, shaped } from '../../../../test/calls.ts'
import { appDatabase } from '../../../../test/database.ts'
import { testNow } from '../../../../test/till.ts'
import { minute, testTopUp, topUpLimits } from '../../../../test/top-up.ts'
import { newId, toTypeId } from '../../../kernel/ids.ts'
import { autoTopUpRoutes } from './routes.ts'
import { runDueTopUps } from './run-due.ts'

const db = await appDatabase()
await addTestStore(db)
const topUp = testTopUp(db)
let woken = 0
const routes = shaped(autoTopUpRoutes({ ...topUp.room, loadMinimum: 500n, wake: () => woken++ }))
const threshold = { type: 'threshold', threshold: 500 }

async function customer(token?: string, ceiling = 20_000n) {
  const one = await addTestCustomer(db, { ceiling })
  const card = toTypeId('pmt', await topUp.saveCard(one.customerId, token))
  return { ...one, card, as: asCustomer(one), params: { id: toTypeId('acc', one.accountId) } }
}
type Someone = Awaited<ReturnType<typeof customer>>
const put = ({ as, params, card }: Someone, body: object = {}) =>
  routes.putMyAutoTopUp(
    callOf(as, { params, body: { amount: 2_000, trigger: threshold, paymentMethodId: card, ...body } }),
  )
const get = ({ as, params }: Someone) => routes.getMyAutoTopUp(callOf(as, { params }))
const remove = ({ as, params }: Someone) => routes.removeMyAutoTopUp(callOf(as, { params }))
const absent = { ok: false, code: 'not_found' }

test('a customer sets a rule, sees it with its limits, and removes it [3.3]', async () => {
  const maya = await customer()
  expect(await get(maya)).toEqual(absent)
  const saved = await put(maya)
  expect(saved).toEqual({
    ok: true,
    value: {
      accountId: maya.params.id,
      amount: 2_000,
      currency,
      trigger: threshold,
      paymentMethodId: maya.card,
      status: 'on',
      reason: null,
      reasonText: null,
      notBefore: '2026-11-22T12:01:00.000Z',
      nextDate: null,
      declinesInARow: 0,
      lastCharge: null,
      limits: { coolDownSeconds: 600, chargesPerDay: 3, amountPerDay: 10_000, declinesUntilOff: 3 },
      updatedAt: '2026-11-22T12:00:00.000Z',
    },
  })
  expect(woken).toBeGreaterThan(0)
  expect(await get(maya)).toEqual(saved)
  expect(await remove(maya)).toEqual({ ok: true, value: undefined })
  expect(await get(maya)).toEqual(absent)
  expect(await remove(maya)).toEqual(absent)
})

test('dates are shown as they were given, with the next one [3.3]', async () => {
  const maya = await customer()
  const weekly = { type: 'weekly', weekday: 'sunday' }
  const nextDate = '2026-11-22T13:00:00.000Z'
  expect(await put(maya, { trigger: weekly })).toMatchObject({ value: { trigger: weekly, nextDate } })
  const monthly = { type: 'monthly', day: 31 }
  expect(await put(maya, { trigger: monthly })).toMatchObject({
    value: { trigger: monthly, nextDate: '2026-11-30T13:00:00.000Z' },
  })
})

test("support sees a customer's rule as the customer does, none when there is none, and no unknown customer [3.3]", async () => {
  const maya = await customer()
  const list = (id: string) => routes.listCustomerAutoTopUps(callOf(asSupport, { params: { id } }))
  const id = toTypeId('cus', maya.customerId)
  expect(await list(id)).toEqual({ ok: true, value: { data: [] } })
  const saved = await put(maya)
  if (!saved.ok) throw new Error(saved.code)
  expect(await list(id)).toEqual({ ok: true, value: { data: [saved.value] } })
  await remove(maya)
  expect(await list(id)).toEqual({ ok: true, value: { data: [] } })
  for (const unknown of [toTypeId('cus', newId()), maya.params.id]) expect(await list(unknown)).toEqual(absent)
})

test("someone else's account answers as an unknown one, for each verb", async () => {
  const [maya, noah] = [await customer(), await customer()]
  await put(maya)
  for (const params of [maya.params, { id: toTypeId('acc', newId()) }]) {
    const foreign = { ...noah, params }
    expect(await get(foreign)).toEqual(absent)
    expect(await put(foreign)).toEqual(absent)
    expect(await remove(foreign)).toEqual(absent)
  }
  expect(await get(maya)).toMatchObject({ ok: true })
})

test('a card of someone else, or one that is not there, is refused', async () => {
  const [maya, noah] = [await customer(), await customer()]
  const refused = { ok: false, code: 'validation_failed', pointers: ['/paymentMethodId'] }
  for (const paymentMethodId of [noah.card, toTypeId('pmt', newId())]) {
    expect(await put(maya, { paymentMethodId })).toEqual(refused)
  }
})

test.each([
  [499, threshold, 'validation_failed'],
  [10_001, threshold, 'validation_failed'],
  [2_500, { type: 'threshold', threshold: 2_501 }, 'balance_limit_exceeded'],
  [5_001, { type: 'monthly', day: 1 }, 'balance_limit_exceeded'],
])('an amount of %i with %o is refused: %s', async (amount, trigger, code) => {
  const maya = await customer(undefined, 5_000n)
  expect(await put(maya, { amount, trigger })).toMatchObject({ ok: false, code })
  expect(await get(maya)).toEqual(absent)
})

test('an amount that just fits is taken', async () => {
  const maya = await customer(undefined, 5_000n)
  expect(await put(maya, { amount: 2_500, trigger: { type: 'threshold', threshold: 2_500 } })).toMatchObject({
    ok: true,
  })
  expect(await put(maya, { amount: 5_000, trigger: { type: 'monthly', day: 1 } })).toMatchObject({ ok: true })
  expect(await put(maya, { amount: 500 })).toMatchObject({ ok: true })
})

test('after declines the customer sees why it waits, and why it is off; saving it again starts it again [3.3]', async () => {
  const maya = await customer('sandbox_no_funds')
  await put(maya)
  await runDueTopUps(topUp.room, testNow + minute)
  const declineReason = 'There is not enough money on this card.'
  expect(await get(maya)).toMatchObject({
    value: {
      status: 'waiting',
      reason: 'declined',
      reasonText: `${declineReason} The card was declined. We try again later.`,
      declinesInARow: 1,
      lastCharge: { outcome: 'declined', declineReason, amount: 2_000, loadId: expect.stringMatching(/^lod_/) },
    },
  })
  for (const waitMs of topUpLimits.backOffMs) await runDueTopUps(topUp.room, testNow + minute + 2 * waitMs)
  expect(await get(maya)).toMatchObject({
    value: { status: 'off', reason: 'repeatedDeclines', notBefore: null, declinesInARow: 3 },
  })
  expect(await put(maya)).toMatchObject({ value: { status: 'on', reason: null, declinesInARow: 0 } })
})

test('a charge under way is shown, then what came of it [3.3]', async () => {
  const maya = await customer()
  await put(maya)
  let during: unknown
  const charge: typeof topUp.room.charge = async request => {
    if (request.accountId === maya.accountId) during = await get(maya)
    return topUp.room.charge(request)
  }
  await runDueTopUps({ ...topUp.room, charge }, testNow + minute)
  expect(topUp.errors).toEqual([])
  expect(during).toMatchObject({ value: { status: 'charging', reason: null, lastCharge: { outcome: 'pending' } } })
  expect(await get(maya)).toMatchObject({
    value: { status: 'on', lastCharge: { outcome: 'succeeded', declineReason: null } },
  })
})

test('a bank that wants the customer is shown as such [3.3]', async () => {
  const maya = await customer('sandbox_challenge')
  await put(maya)
  await runDueTopUps(topUp.room, testNow + minute)
  expect(await get(maya)).toMatchObject({
    value: {
      status: 'needsYou',
      reason: 'authenticationRequired',
      lastCharge: { outcome: 'authenticationRequired' },
    },
  })
})
