import type { PaymentItem } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, type TestCustomer } from '../../../test/brand.ts'
import { asCustomer, asSupport, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { testNow, testRoom } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { openDatabase } from '../../platform/database.ts'
import type { Caller } from '../../platform/http.ts'
import { readOutbox } from '../../platform/outbox.ts'
import { setFrozen } from '../ledger/index.ts'
import { readPaidRequestEvents } from './events.ts'
import { paymentsRoutes } from './routes.ts'

const db = await appDatabase()
const store = await addTestStore(db, 'Harbour')
const otherStore = await addTestStore(db, 'Station')
const room = testRoom(db)
const routes = shaped(paymentsRoutes(room))
afterAll(() => room.commitPayment.close())
const minute = 60_000
const manager: Caller = { ...cashierOf(store), role: 'storeManager' }

const must = <T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T => {
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}
const ask = async (amount: number, items?: PaymentItem[], key: string = newId()) =>
  routes.createPaymentRequest(
    callOf(cashierOf(store), { body: { amount, currency, ...(items ? { items } : {}) }, key }),
  )
const print = async (kind: 'table' | 'machine' | 'invoice', amount?: number, by = manager) =>
  routes.createPaymentCode(
    callOf(by, {
      params: { id: toTypeId('sto', store.id) },
      body: { kind, label: 'Table 4', currency, ...(amount === undefined ? {} : { amount }) },
    }),
  )
function look(customer: TestCustomer, token: string, nowMs = testNow) {
  const call = callOf<'resolvePaymentRequest'>(asCustomer(customer), { body: { token } })
  return routes.resolvePaymentRequest({ ...call, nowMs })
}
function pay(
  customer: TestCustomer,
  id: string,
  amount: number,
  given: { tip?: number; key?: string; nowMs?: number; accountId?: string } = {},
  from = routes,
) {
  const { tip, key, nowMs = testNow, accountId = toTypeId('acc', customer.accountId) } = given
  const body = { accountId, amount, ...(tip === undefined ? {} : { tip }) }
  const call = callOf<'payPaymentRequest'>(asCustomer(customer), { params: { id }, body, ...(key ? { key } : {}) })
  return from.payPaymentRequest({ ...call, nowMs })
}
const status = async (id: string, nowMs = testNow) => {
  const call = callOf<'getPaymentRequest'>(cashierOf(store), { params: { id } })
  return must(await routes.getPaymentRequest({ ...call, nowMs }))
}
const refused = { ok: false, code: 'code_invalid' }
const closed = { ok: false, code: 'request_closed' }

test("the phone scans the till's code, sees store and amount, confirms, and the till is told [2.2]", async () => {
  const items = [{ name: 'Flat white', quantity: 1, unitAmount: 400, tax: 50 }]
  const request = must(await ask(450, items))
  const maya = await addTestCustomer(db, { balance: 1_000n, store })
  expect(await look(maya, request.token)).toMatchObject({
    ok: true,
    value: { id: request.id, storeName: 'Harbour', kind: 'till', label: 'Till 1', amount: 450, items, tipMaximum: 450 },
  })
  const payment = must(await pay(maya, request.id, 450, { tip: 50 }))
  expect(payment).toMatchObject({
    status: 'captured',
    amount: 500,
    tax: 50,
    tip: 50,
    subtotal: 400,
    storeName: 'Harbour',
    terminalName: 'Till 1',
    customerName: 'Maya',
    scanToPay: { label: 'Till 1' },
    tenders: [{ type: 'storedValue', amount: 500 }],
  })
  expect(await balanceOf(db, maya.accountId)).toBe(500n)
  expect(await status(request.id)).toMatchObject({ status: 'paid', paymentId: payment.id })

  const told = (await readOutbox(db, 0, 0n, 1_000)).filter(entry => entry.type === 'paymentRequests.paid').at(-1)!
  const [event] = await readPaidRequestEvents(db, 0, told.ids)
  expect(event).toMatchObject({ storeId: store.id, terminalId: store.terminalId, amount: 500n })
  expect([toTypeId('prq', event!.id), toTypeId('pay', event!.paymentId)]).toEqual([request.id, payment.id])
  await expectSoundBooks(db)
})

test('50 phones at once over two pools: a request of a till is paid once [2.2]', async () => {
  const { id } = must(await ask(450))
  const customers = await Promise.all(Array.from({ length: 50 }, () => addTestCustomer(db, { balance: 450n, store })))
  const elsewhere = openDatabase(db.url)
  const otherRoom = testRoom(elsewhere)
  const outcomes = await Promise.all(
    customers.map((customer, i) => pay(customer, id, 450, {}, i % 2 ? routes : paymentsRoutes(otherRoom))),
  )
  await otherRoom.commitPayment.close()
  await elsewhere.end()
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome).toEqual(closed)
  const balances = await Promise.all(customers.map(customer => balanceOf(db, customer.accountId)))
  expect(balances.filter(balance => balance === 0n)).toHaveLength(1)
  await expectSoundBooks(db)
})

test('one confirmation sent 50 times is paid once, and each answer shows that payment', async () => {
  const { id } = must(await ask(450))
  const maya = await addTestCustomer(db, { balance: 1_000n, store })
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => pay(maya, id, 450, { key: 'confirm' })))
  expect(new Set(outcomes.map(outcome => must(outcome).id)).size).toBe(1)
  expect(await balanceOf(db, maya.accountId)).toBe(550n)
  expect(await pay(maya, id, 450, { key: 'confirm', tip: 1 })).toMatchObject({ code: 'idempotency_key_reused' })
})

test('a printed code is paid again and again, each an own payment; the customer types the amount [2.2]', async () => {
  const code = must(await print('table'))
  expect(code).toMatchObject({ kind: 'table', label: 'Table 4', amount: null, status: 'open' })
  const customers = await Promise.all(Array.from({ length: 12 }, () => addTestCustomer(db, { balance: 900n, store })))
  expect(await look(customers[0]!, code.token, testNow + 1_000 * minute)).toMatchObject({ value: { amount: null } })
  const outcomes = await Promise.all(customers.map((customer, i) => pay(customer, code.id, 100 + i)))
  expect(new Set(outcomes.map(outcome => must(outcome).id)).size).toBe(12)
  expect(must(outcomes[3]!)).toMatchObject({ amount: 103, terminalName: null, scanToPay: { label: 'Table 4' } })
  const listed = await routes.listPaymentCodes(callOf(manager, { params: { id: toTypeId('sto', store.id) } }))
  expect(must(listed).data).toContainEqual(code)

  const cancel = () => routes.cancelPaymentCode(callOf(manager, { params: { id: code.id } }))
  expect(await cancel()).toMatchObject({ ok: true, value: { status: 'cancelled' } })
  expect(await cancel()).toEqual(closed)
  expect(await pay(customers[0]!, code.id, 100)).toEqual(closed)
  expect(await look(customers[0]!, code.token)).toEqual(closed)
  await expectSoundBooks(db)
})

test('an invoice has an amount and is paid once', async () => {
  expect(await print('invoice')).toMatchObject({ code: 'validation_failed', pointers: ['/amount'] })
  const { id } = must(await print('invoice', 500))
  const [maya, noah] = [
    await addTestCustomer(db, { balance: 500n, store }),
    await addTestCustomer(db, { balance: 500n, store }),
  ]
  expect(await pay(maya, id, 500)).toMatchObject({ ok: true })
  expect(await pay(noah, id, 500)).toEqual(closed)
})

test("forged, altered, expired and another deployment's codes get one answer [2.2]", async () => {
  const request = must(await ask(450))
  const maya = await addTestCustomer(db, { balance: 1_000n, store })
  const { token } = request
  const altered = token.slice(0, 90) + (token[90] === 'Z' ? '0' : 'Z') + token.slice(91)
  const foreign = await testDatabaseToken()
  for (const one of [altered, foreign, `RF${'0'.repeat(128)}`, 'RF1NONSENSE0000000000']) {
    expect(await look(maya, one)).toEqual(refused)
  }
  expect(await look(maya, token, testNow + 10 * minute)).toEqual(refused)
  expect(await look(maya, token, testNow + 10 * minute - 1)).toMatchObject({ ok: true })
  expect(await pay(maya, request.id, 450, { nowMs: testNow + 10 * minute })).toEqual(closed)
  expect(await status(request.id, testNow + 10 * minute)).toMatchObject({ status: 'expired', paymentId: null })
})

/** A code with a seal of another deployment: the same request, another key. */
async function testDatabaseToken(): Promise<string> {
  const elsewhere = paymentsRoutes({ ...room, scanKey: async () => Buffer.alloc(32, 9) })
  return must(await elsewhere.createPaymentRequest(callOf(cashierOf(store), { body: { amount: 450, currency } }))).token
}

test('what is confirmed must be what was asked, from an own account that covers it', async () => {
  const { id } = must(await ask(450))
  const [maya, poor] = [await addTestCustomer(db, { balance: 1_000n, store }), await addTestCustomer(db)]
  expect(await pay(maya, id, 449)).toEqual({ ok: false, code: 'validation_failed', pointers: ['/amount'] })
  expect(await pay(maya, id, 450, { tip: 451 })).toEqual({ ok: false, code: 'amount_too_high' })
  expect(await pay(maya, id, 450, { accountId: toTypeId('acc', poor.accountId) })).toMatchObject({ code: 'not_found' })
  expect(await pay(poor, id, 450)).toEqual({ ok: false, code: 'insufficient_funds' })
  expect(await pay(maya, toTypeId('prq', newId()), 450)).toEqual({ ok: false, code: 'not_found' })
  await db.transaction(tx => setFrozen(tx, maya.accountId, true))
  expect(await pay(maya, id, 450)).toEqual({ ok: false, code: 'account_frozen' })
  expect(await status(id)).toMatchObject({ status: 'open' })
})

test('a request that is taken back is not paid any more, and the same key asks once', async () => {
  const request = must(await ask(450, undefined, 'again'))
  expect(await ask(450, undefined, 'again')).toEqual({ ok: true, value: request, replayed: true })
  expect(await ask(451, undefined, 'again')).toEqual({ ok: false, code: 'idempotency_key_reused' })
  const cancel = () => routes.cancelPaymentRequest(callOf(cashierOf(store), { params: { id: request.id } }))
  expect(await cancel()).toMatchObject({ ok: true, value: { status: 'cancelled' } })
  expect(await cancel()).toEqual(closed)
  const maya = await addTestCustomer(db, { balance: 1_000n, store })
  expect(await pay(maya, request.id, 450)).toEqual(closed)
})

test('a till and a manager ask for their own store only, in its currency, with items that add up', async () => {
  const absent = { ok: false, code: 'not_found' }
  const { id } = must(await ask(450))
  const elsewhere = cashierOf(otherStore)
  expect(await routes.getPaymentRequest(callOf(elsewhere, { params: { id } }))).toEqual(absent)
  expect(await routes.cancelPaymentRequest(callOf(elsewhere, { params: { id } }))).toEqual(absent)
  expect(await print('table', undefined, { ...elsewhere, role: 'storeManager' })).toEqual(absent)
  const code = must(await print('machine', undefined, { ...asSupport, role: 'administrator' }))
  const foreign = { ...elsewhere, role: 'storeManager' as const }
  expect(await routes.cancelPaymentCode(callOf(foreign, { params: { id: code.id } }))).toEqual(absent)
  expect(await routes.cancelPaymentCode(callOf(manager, { params: { id } }))).toEqual(absent)
  expect(await routes.getPaymentRequest(callOf(cashierOf(store), { params: { id: code.id } }))).toEqual(absent)
  expect(await ask(450, [{ name: 'Tea', quantity: 1, unitAmount: 100, tax: 0 }])).toMatchObject({
    code: 'basket_mismatch',
  })
  const yen = callOf<'createPaymentRequest'>(cashierOf(store), { body: { amount: 450, currency: 'JPY' } })
  expect(await routes.createPaymentRequest(yen)).toEqual({ ok: false, code: 'currency_mismatch' })
})
