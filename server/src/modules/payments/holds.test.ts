import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, type TestCustomer } from '../../../test/brand.ts'
import { asCustomer, asSupport, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { addTestGiftCard } from '../../../test/gift-card.ts'
import { testNow, testRoom, testTill } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { lotsOf } from '../ledger/index.ts'
import { expireHolds } from './expire-holds.ts'
import { paymentsRoutes } from './routes.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const otherStore = await addTestStore(db)
const till = testTill(db, store)
const room = testRoom(db)
const routes = shaped(paymentsRoutes(room))
afterAll(() => Promise.all([till.close(), room.commitPayment.close()]))
const hour = 3_600_000
const items = [{ name: 'Cake', quantity: 1, unitAmount: 900, tax: 90 }]

async function held(amount = 1_000, balance = 2_000n) {
  const customer = await addTestCustomer(db, { balance, store })
  const order = amount === 1_000 ? { items, tip: 10 } : {}
  const outcome = await till.pay(customer, { amount, captureMode: 'manual', ...order })
  if (!outcome.ok) throw new Error(outcome.code)
  return { customer, id: outcome.value.id!, taken: outcome.value }
}

const capture = (id: string, body: { amount?: number } = {}, key?: string, at = store) =>
  routes.capturePayment(callOf(cashierOf(at), { params: { id }, body, ...(key ? { key } : {}) }))
const release = (id: string, key?: string) =>
  routes.voidPayment(
    callOf(cashierOf(store), { params: { id }, body: { reason: 'cancelled' }, ...(key ? { key } : {}) }),
  )
const receipt = async (customer: TestCustomer, id: string) => {
  const answer = await routes.getMyPayment(callOf(asCustomer(customer), { params: { id } }))
  if (!answer.ok) throw new Error(answer.code)
  return answer.value
}
const closed = { ok: false, code: 'hold_closed' }

test('a hold sets value aside until it is captured whole [1.3]', async () => {
  const { customer, id, taken } = await held()
  expect(taken).toMatchObject({
    status: 'authorized',
    approved: 1_000,
    expiresAt: new Date(testNow + 24 * hour).toISOString(),
  })
  expect(await balanceOf(db, customer.accountId)).toBe(1_000n)
  expect(await receipt(customer, id)).toMatchObject({ status: 'authorized', hold: { amount: 1_000 }, tenders: [] })
  expect(await capture(id)).toMatchObject({
    ok: true,
    value: { status: 'captured', amount: 1_000, tax: 90, tip: 10, tenders: [{ type: 'storedValue', amount: 1_000 }] },
  })
  expect(await balanceOf(db, customer.accountId)).toBe(1_000n)
  await expectSoundBooks(db)
})

test('a part is captured and the rest goes back to its lots, once [1.3]', async () => {
  const { customer, id } = await held()
  const before = (await lotsOf(db, [customer.accountId])).get(customer.accountId)!
  expect(await capture(id, { amount: 1_001 })).toEqual({ ok: false, code: 'amount_too_high' })
  expect(await capture(id, { amount: 400 }, 'part')).toMatchObject({
    ok: true,
    value: { amount: 400, tax: 36, tip: 4, subtotal: 360, hold: { amount: 1_000 } },
  })
  expect(await capture(id, { amount: 400 }, 'part')).toMatchObject({ ok: true, replayed: true })
  expect(await capture(id, { amount: 300 }, 'part')).toMatchObject({ code: 'idempotency_key_reused' })
  expect(await capture(id, { amount: 400 })).toEqual(closed)
  const [lot] = (await lotsOf(db, [customer.accountId])).get(customer.accountId)!
  expect(lot).toEqual({ ...before[0], amount: 1_600n })
  await expectSoundBooks(db)
})

test('a void gives all of it back, and ends the hold [1.3]', async () => {
  const { customer, id } = await held()
  expect(await release(id, 'let go')).toMatchObject({ ok: true, value: { status: 'voided', refunded: 0, tenders: [] } })
  expect(await release(id, 'let go')).toMatchObject({ ok: true, replayed: true })
  expect(await release(id)).toEqual(closed)
  expect(await capture(id)).toEqual(closed)
  expect((await receipt(customer, id)).voidedAt).not.toBeNull()
  expect(await balanceOf(db, customer.accountId)).toBe(2_000n)
  await expectSoundBooks(db)
})

test('a hold that nobody captures expires, by one worker of many [1.3]', async () => {
  const { customer, id } = await held()
  const other = await held()
  await capture(other.id)
  expect(await expireHolds(db, testNow + 24 * hour - 1)).toBe(0)
  const counts = await Promise.all(Array.from({ length: 5 }, () => expireHolds(db, testNow + 24 * hour)))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1)
  expect(await receipt(customer, id)).toMatchObject({ status: 'expired', tenders: [], refunded: 0 })
  expect(await receipt(other.customer, other.id)).toMatchObject({ status: 'captured' })
  expect(await balanceOf(db, customer.accountId)).toBe(2_000n)
  expect(await capture(id)).toEqual(closed)
  expect(await release(id)).toEqual(closed)
  await expectSoundBooks(db)
})

test('50 captures, voids and expiries at once: the hold is closed once [1.3]', async () => {
  const { customer, id } = await held()
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      if (i % 10 < 9) return i % 2 ? capture(id) : release(id)
      await expireHolds(db, testNow + 24 * hour)
      return { ok: false }
    }),
  )
  const { status, refunded } = await receipt(customer, id)
  // Captured and then voided as a payment of the same day: two things were done, one after the other.
  const done = status === 'expired' ? 0 : refunded > 0 ? 2 : 1
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(done)
  expect(await balanceOf(db, customer.accountId)).toBe(status === 'captured' ? 1_000n : 2_000n)
  await expectSoundBooks(db)
})

test('one hold sent many times at once is placed once; what is held can not be spent', async () => {
  const customer = await addTestCustomer(db, { balance: 1_500n, store })
  const order = { amount: 1_000, captureMode: 'manual' as const, key: newId() }
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => till.pay(customer, order)))
  expect(outcomes.filter(outcome => outcome.ok && !outcome.replayed)).toHaveLength(1)
  expect(new Set(outcomes.map(outcome => (outcome.ok ? outcome.value.status : outcome.code)))).toEqual(
    new Set(['authorized']),
  )
  expect(await till.pay(customer, { amount: 501, atMs: testNow + 30_000 })).toMatchObject({
    code: 'insufficient_funds',
  })
  expect(await till.pay(customer, { amount: 501, captureMode: 'manual', atMs: testNow + 30_000 })).toMatchObject({
    code: 'insufficient_funds',
  })
})

test('a hold is no payment yet: it is voided, not refunded; captured, it is refunded to its account', async () => {
  const { customer, id } = await held()
  const refund = (body: object) =>
    routes.takeRefund(callOf(cashierOf(store), { params: { id }, body: { reason: 'Cold', ...body } }))
  expect(await refund({})).toEqual({ ok: false, code: 'hold_open' })
  await capture(id, { amount: 600 })
  expect(await refund({ amount: 601 })).toEqual({ ok: false, code: 'already_refunded' })
  expect(await refund({ amount: 200 })).toMatchObject({
    ok: true,
    value: { tenders: [{ type: 'storedValue', amount: 200 }] },
  })
  expect(await refund({})).toMatchObject({ ok: true, value: { amount: 400 } })
  expect(await balanceOf(db, customer.accountId)).toBe(2_000n)
  await expectSoundBooks(db)
})

test('a gift card can be held too, and shows as such when captured', async () => {
  const gift = await addTestGiftCard(db, store, { amount: 500n })
  const customer = await addTestCustomer(db)
  const outcome = await till.pay(customer, { amount: 300, code: gift.number, captureMode: 'manual' })
  const id = outcome.ok ? outcome.value.id! : ''
  expect(await capture(id, { amount: 200 })).toMatchObject({
    value: { tenders: [{ type: 'giftCard', amount: 200, lastDigits: gift.number.slice(-4) }] },
  })
  expect(await balanceOf(db, gift.accountId)).toBe(300n)
  await expectSoundBooks(db)
})

test('a hold takes one account: other tenders are refused', async () => {
  const customer = await addTestCustomer(db, { balance: 500n, store })
  const tenders = [{ type: 'cash' as const, amount: 10 }]
  expect(await till.pay(customer, { amount: 100, captureMode: 'manual', tenders })).toEqual({
    ok: false,
    code: 'validation_failed',
    pointers: ['/tenders'],
  })
})

test("another store's till is told that there is no such hold", async () => {
  const { id } = await held()
  const absent = { ok: false, code: 'not_found' }
  expect(await capture(id, {}, undefined, otherStore)).toEqual(absent)
  expect(await capture(toTypeId('pay', newId()))).toEqual(absent)
  expect(await routes.voidPayment(callOf(cashierOf(otherStore), { params: { id }, body: { reason: 'x' } }))).toEqual(
    absent,
  )
})

test('a customer sees the hold, then the purchase or what came back [2.5]', async () => {
  const { customer, id } = await held()
  const gone = await held()
  const history = async (of: TestCustomer) => {
    const params = { id: toTypeId('acc', of.accountId) }
    const page = await routes.listMyActivity(callOf(asCustomer(of), { params }))
    if (!page.ok) throw new Error(page.code)
    return new Set(page.value.data.map(({ type, amount, title }) => `${type} ${amount} ${title}`))
  }
  const load = 'load 2000 Loaded with cash'
  expect(await history(customer)).toEqual(new Set([load, 'hold -1000 Cake']))
  await capture(id, { amount: 400 })
  await release(gone.id)
  expect(await history(customer)).toEqual(new Set([load, 'payment -1000 Cake', 'release 600 Hold released']))
  expect(await history(gone.customer)).toEqual(new Set([load, 'hold -1000 Cake', 'release 1000 Hold released']))
})

test("support sees what a customer's account holds: its lots, and what is on hold until when [1.3]", async () => {
  const { customer, id } = await held(1_000, 2_000n)
  const value = (of: string) => routes.getCustomerValue(callOf(asSupport, { params: { id: of } }))
  const expected = {
    accountId: toTypeId('acc', customer.accountId),
    currency: 'USD',
    lots: [{ kind: 'paid', tender: expect.any(String), amount: 1_000, expiresAt: null }],
    holds: [{ paymentId: id, amount: 1_000, expiresAt: new Date(testNow + 24 * hour).toISOString() }],
  }
  expect(await value(toTypeId('cus', customer.customerId))).toMatchObject({ ok: true, value: { accounts: [expected] } })
  await release(id)
  expect(await value(toTypeId('cus', customer.customerId))).toMatchObject({
    value: { accounts: [{ lots: [{ amount: 2_000 }], holds: [] }] },
  })
  expect(await value(toTypeId('cus', newId()))).toEqual({ ok: false, code: 'not_found' })
})
