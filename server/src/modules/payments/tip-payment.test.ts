import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, type TestCustomer } from '../../../test/brand.ts'
import { asCustomer, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { testNow, testRoom, testTill } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { setFrozen } from '../ledger/index.ts'
import { paymentsRoutes } from './routes.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
const room = testRoom(db)
const routes = shaped(paymentsRoutes(room))
afterAll(() => Promise.all([till.close(), room.commitPayment.close()]))
const hour = 3_600_000

async function paid(amount = 4_000, balance = 10_000n, tip?: number) {
  const customer = await addTestCustomer(db, { balance, store })
  const outcome = await till.pay(customer, { amount, ...(tip === undefined ? {} : { tip }) })
  if (!outcome.ok) throw new Error(outcome.code)
  return { customer, id: outcome.value.id! }
}
function give(customer: TestCustomer, id: string, amount: number, given: { key?: string; atMs?: number } = {}) {
  const key = given.key === undefined ? {} : { key: given.key }
  const call = callOf<'tipMyPayment'>(asCustomer(customer), { params: { id }, body: { amount }, ...key })
  return routes.tipMyPayment({ ...call, nowMs: given.atMs ?? testNow })
}
function giveAtTill(
  customer: TestCustomer,
  id: string,
  amount: number,
  atMs = testNow + 30_000,
  terminalId = store.terminalId,
) {
  const body = { amount, code: customer.codeAt(atMs) }
  const call = callOf<'tipPayment'>({ ...cashierOf(store), terminalId }, { params: { id }, body })
  return routes.tipPayment({ ...call, nowMs: atMs })
}

test('a tip after the payment is a transfer of its own, and the receipt shows both [2.4]', async () => {
  const { customer, id } = await paid()
  expect(await give(customer, id, 600, { key: 'tip' })).toMatchObject({
    ok: true,
    value: {
      amount: 4_600,
      tip: 600,
      subtotal: 4_000,
      status: 'captured',
      tippable: null,
      tenders: [
        { type: 'storedValue', amount: 4_000, tip: false },
        { type: 'storedValue', amount: 600, tip: true },
      ],
    },
  })
  expect(await give(customer, id, 600, { key: 'tip' })).toMatchObject({ ok: true, replayed: true })
  expect(await give(customer, id, 601, { key: 'tip' })).toMatchObject({ code: 'idempotency_key_reused' })
  expect(await balanceOf(db, customer.accountId)).toBe(5_400n)
  const params = { id: toTypeId('acc', customer.accountId) }
  const history = await routes.listMyActivity(callOf(asCustomer(customer), { params }))
  expect(history.ok && history.value.data.map(entry => [entry.type, entry.amount])).toContainEqual(['tip', -600])
  await expectSoundBooks(db)
})

test('never twice, also when 50 are sent at once [2.4]', async () => {
  const { customer, id } = await paid()
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => give(customer, id, 100)))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome.code).toBe('already_tipped')
  expect(await balanceOf(db, customer.accountId)).toBe(5_900n)
  const before = await paid(4_000, 10_000n, 100)
  expect(await give(before.customer, before.id, 100)).toEqual({ ok: false, code: 'already_tipped' })
  await expectSoundBooks(db)
})

test('within the limit and in time, before and after [2.4]', async () => {
  const { customer, id } = await paid()
  const mine = await routes.getMyPayment(callOf(asCustomer(customer), { params: { id } }))
  const until = mine.ok ? Date.parse(mine.value.tippable!.until) : 0
  expect(mine).toMatchObject({ value: { tippable: { maximum: 1_200 } } })
  expect(await give(customer, id, 1_201)).toEqual({ ok: false, code: 'amount_too_high' })
  expect(until).toBe(testNow + 24 * hour)
  expect(await give(customer, id, 1_200, { atMs: until })).toEqual({ ok: false, code: 'too_late' })
  expect(await give(customer, id, 1_200, { atMs: until - 1 })).toMatchObject({ ok: true })
  const other = await addTestCustomer(db, { balance: 10_000n, store })
  expect(await till.pay(other, { amount: 5_201, tip: 1_201 })).toEqual({ ok: false, code: 'amount_too_high' })
  expect(await till.pay(other, { amount: 5_200, tip: 1_200 })).toMatchObject({ ok: true })
})

test('at the till the customer agrees by a pay code of the same account, which then pays nothing else [2.4]', async () => {
  const { customer, id } = await paid()
  const other = await addTestCustomer(db, { balance: 1_000n, store })
  expect(await giveAtTill(other, id, 100)).toEqual({ ok: false, code: 'not_found' })
  const used = testNow // the code of this moment paid
  expect(await giveAtTill(customer, id, 100, used)).toEqual({ ok: false, code: 'code_used' })
  expect(await giveAtTill(customer, id, 100)).toMatchObject({ ok: true, value: { tip: 100 } })
  expect(await till.pay(customer, { amount: 100, atMs: testNow + 30_000 })).toEqual({ ok: false, code: 'code_used' })
  expect(await giveAtTill(customer, id, 100, testNow + 60_000)).toEqual({ ok: false, code: 'already_tipped' })
  const bound = await paid()
  expect(await till.pay(bound.customer, { amount: 9_000, atMs: testNow + 30_000 })).toMatchObject({ ok: false })
  expect(await giveAtTill(bound.customer, bound.id, 100, testNow + 30_000, newId())).toMatchObject({
    code: 'code_used',
  })
  await expectSoundBooks(db)
})

test('not without the money, not from a frozen account, not on what went back', async () => {
  const poor = await paid(4_000, 4_000n)
  expect(await give(poor.customer, poor.id, 100)).toEqual({ ok: false, code: 'insufficient_funds' })
  const frozen = await paid()
  await db.transaction(tx => setFrozen(tx, frozen.customer.accountId, true))
  expect(await give(frozen.customer, frozen.id, 100)).toEqual({ ok: false, code: 'account_frozen' })
  const back = await paid()
  const refund = { params: { id: back.id }, body: { amount: 1, reason: 'Cold' } }
  await routes.takeRefund(callOf(cashierOf(store), refund))
  expect(await give(back.customer, back.id, 100)).toEqual({ ok: false, code: 'too_late' })
})

test("nobody tips on somebody else's payment", async () => {
  const { id } = await paid()
  const other = await addTestCustomer(db, { balance: 1_000n, store })
  expect(await give(other, id, 100)).toEqual({ ok: false, code: 'not_found' })
  expect(await give(other, toTypeId('pay', newId()), 100)).toEqual({ ok: false, code: 'not_found' })
})

test('a refund of all gives the tip back too, and no more', async () => {
  const { customer, id } = await paid()
  await give(customer, id, 600)
  const refund = (body: object) =>
    routes.takeRefund(callOf(cashierOf(store), { params: { id }, body: { reason: 'Cold', ...body } }))
  expect(await refund({ amount: 4_601 })).toMatchObject({ code: 'already_refunded' })
  expect(await refund({ amount: 4_100 })).toMatchObject({ ok: true })
  expect(await refund({})).toMatchObject({ ok: true, value: { amount: 500 } })
  expect(await balanceOf(db, customer.accountId)).toBe(10_000n)
  const mine = await routes.getMyPayment(callOf(asCustomer(customer), { params: { id } }))
  expect(mine).toMatchObject({ value: { status: 'refunded', refunded: 4_600 } })
  await expectSoundBooks(db)
})
