import { afterAll, describe, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency, loadTestCash } from '../../../test/brand.ts'
import { asCustomer, asSupport, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { testNow, testRoom } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { paymentsRoutes } from './routes.ts'

const db = await appDatabase()
const store = await addTestStore(db, 'Harbour')
const otherStore = await addTestStore(db, 'Station')
const room = testRoom(db)
afterAll(() => room.commitPayment.close())
const routes = shaped(paymentsRoutes(room))
const maya = await addTestCustomer(db, { balance: 10_000n, store })
const noah = await addTestCustomer(db, { balance: 10_000n, store })
const absent = { ok: false, code: 'not_found' }
const items = [{ name: 'Flat white', quantity: 2, unitAmount: 200, tax: 34 }]
let step = 0

async function pay(at = store, atStore = at) {
  const code = maya.codeAt(testNow + (step++ % 2) * 30_000)
  const body = { code, amount: 454, currency, storeId: toTypeId('sto', atStore.id), items, tip: 20 }
  return routes.takePayment(callOf(cashierOf(at), { body }))
}
const paid = await pay()
const paymentId = paid.ok ? paid.value.id! : ''

describe("what is someone else's answers exactly as what does not exist", () => {
  test("a till can't pay into another store", async () => {
    expect(await pay(store, otherStore)).toEqual(absent)
  })

  test.each([
    [
      'a receipt to another store',
      () => routes.getPayment(callOf(cashierOf(otherStore), { params: { id: paymentId } })),
    ],
    [
      'a receipt to another customer',
      () => routes.getMyPayment(callOf(asCustomer(noah), { params: { id: paymentId } })),
    ],
    [
      'a refund to another store',
      () => routes.takeRefund(callOf(cashierOf(otherStore), { params: { id: paymentId }, body: { reason: 'x' } })),
    ],
    [
      'a history to another customer',
      () => routes.listMyActivity(callOf(asCustomer(noah), { params: { id: toTypeId('acc', maya.accountId) } })),
    ],
    ['an unknown receipt', () => routes.getPayment(callOf(asSupport, { params: { id: toTypeId('pay', newId()) } }))],
    ['an id of another kind', () => routes.getPayment(callOf(asSupport, { params: { id: toTypeId('ref', newId()) } }))],
    ['an unknown customer', () => routes.getCustomer(callOf(asSupport, { params: { id: toTypeId('cus', newId()) } }))],
  ])('%s', async (_what, ask) => {
    expect(await ask()).toEqual(absent)
  })

  test("a store's list holds its own payments, even when it asks for another's", async () => {
    const query = { storeId: toTypeId('sto', store.id) }
    const list = await routes.listPayments(callOf(cashierOf(otherStore), { query }))
    expect(list).toEqual({ ok: true, value: { data: [], nextCursor: null } })
  })
})

test('a receipt shows what was charged and for what, to the customer, the store and support alike', async () => {
  const params = { id: paymentId }
  const receipt = await routes.getMyPayment(callOf(asCustomer(maya), { params }))
  expect(receipt).toMatchObject({
    ok: true,
    value: {
      amount: 454,
      subtotal: 400,
      tax: 34,
      tip: 20,
      refunded: 0,
      status: 'captured',
      storeName: 'Harbour',
      items,
    },
  })
  expect(await routes.getPayment(callOf(cashierOf(store), { params }))).toEqual(receipt)
  expect(await routes.getPayment(callOf(asSupport, { params }))).toEqual(receipt)
})

test('a history pages through everything once, newest first, each with its sign and store', async () => {
  const customer = await addTestCustomer(db, { balance: 1_000n, store })
  for (let i = 1; i <= 4; i++) await loadTestCash(db, otherStore, customer.accountId, BigInt(i))
  const params = { id: toTypeId('acc', customer.accountId) }
  const amounts: number[] = []
  let cursor: string | null | undefined
  do {
    const query = { limit: 2, ...(cursor ? { cursor } : {}) }
    const page = await routes.listMyActivity(callOf(asCustomer(customer), { params, query }))
    if (!page.ok) throw new Error(page.code)
    amounts.push(...page.value.data.map(entry => entry.amount))
    cursor = page.value.nextCursor
  } while (cursor)
  expect(amounts).toEqual([4, 3, 2, 1, 1_000])
  const mine = await routes.listMyActivity(
    callOf(asCustomer(maya), { params: { id: toTypeId('acc', maya.accountId) } }),
  )
  expect(mine).toMatchObject({
    value: {
      data: [
        { type: 'payment', amount: -454, title: '2 × Flat white', storeName: 'Harbour', paymentId },
        { type: 'load', amount: 10_000, title: 'Loaded with cash', paymentId: null },
      ],
    },
  })
})

test('a cursor that is none of ours is refused, not guessed at', async () => {
  const refused = { ok: false, code: 'validation_failed', pointers: ['/cursor'] }
  expect(await routes.listPayments(callOf(asSupport, { query: { cursor: 'x' } }))).toEqual(refused)
  expect(await routes.listCustomers(callOf(asSupport, { query: { cursor: 'x' } }))).toEqual(refused)
})

test('support finds a customer by a part of the name or the e-mail, taken literally', async () => {
  const find = async (search: string) => {
    const list = await routes.listCustomers(callOf(asSupport, { query: { search } }))
    return list.ok ? list.value.data.length : list.code
  }
  expect(await find('maya te')).toBe(3)
  expect(await find('%')).toBe(0)
  expect(await find('_')).toBe(0)
  const customer = await routes.getCustomer(callOf(asSupport, { params: { id: toTypeId('cus', maya.customerId) } }))
  expect(customer).toMatchObject({ ok: true, value: { paymentCount: 1, paymentTotal: 454 } })
})

test("an administrator's decision about tips holds for every till within seconds", async () => {
  const asAdministrator = { ...asSupport, role: 'administrator' as const }
  const read = async () => routes.getPaymentSettings(callOf(asAdministrator, {}))
  const before = await read()
  if (!before.ok) throw new Error(before.code)
  const customer = await addTestCustomer(db, { balance: 10_000n, store })
  const tipped = async (nowMs: number) => {
    const body = { code: customer.codeAt(nowMs), amount: 1_100, currency, storeId: toTypeId('sto', store.id), tip: 100 }
    const call = callOf<'takePayment'>(cashierOf(store), { body })
    return routes.takePayment({ ...call, nowMs })
  }
  expect(await tipped(testNow)).toMatchObject({ ok: true })
  const stricter = { ...before.value, tip: { percent: 5, amount: 0, hours: 1 } }
  const put = callOf<'putPaymentSettings'>(asAdministrator, { body: stricter })
  expect(await routes.putPaymentSettings(put)).toMatchObject({ ok: true, value: stricter })
  expect(await read()).toEqual({ ok: true, value: stricter })
  expect(await tipped(testNow + 30_000)).toEqual({ ok: false, code: 'amount_too_high' })
})
