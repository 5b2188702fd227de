import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, loadTestCash } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { type TestPayment, testFingerprint, testNow, testTill } from '../../../test/till.ts'
import { fromTypeId, newId, type Uuid } from '../../kernel/ids.ts'
import { openDatabase } from '../../platform/database.ts'
import { setFrozen } from '../ledger/index.ts'
import { type RefundOrder, refundPayment } from './refund-payment.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())

function order(paymentId: Uuid, request: Partial<RefundOrder> = {}, key: string = newId()): RefundOrder {
  const { id: storeId, terminalId, cashierId: staffId } = store
  const idempotency = { clientId: terminalId, key, fingerprint: testFingerprint([paymentId, request]) }
  return {
    paymentId,
    storeId,
    terminalId,
    staffId,
    role: 'cashier',
    reason: 'Spilled',
    idempotency,
    atMs: testNow,
    ...request,
  }
}

/** A customer with nothing left, for all of the balance went into one payment. */
async function paid(payment: TestPayment = { amount: 450 }, ceiling?: bigint) {
  const customer = await addTestCustomer(db, {
    balance: BigInt(payment.amount),
    store,
    ...(ceiling ? { ceiling } : {}),
  })
  const outcome = await till.pay(customer, payment)
  if (!outcome.ok) throw new Error(outcome.code)
  return { customer, paymentId: fromTypeId('pay', outcome.value.id!)! }
}

test('a whole refund goes back to the account it came from, frozen or not', async () => {
  const { customer, paymentId } = await paid()
  await db.transaction(tx => setFrozen(tx, customer.accountId, true))
  expect(await refundPayment(db, order(paymentId))).toMatchObject({
    ok: true,
    refund: { amount: 450n },
    replayed: false,
  })
  expect(await balanceOf(db, customer.accountId)).toBe(450n)
  await expectSoundBooks(db)
})

test('refunds by amount never give back more than the rest [A7]', async () => {
  const { customer, paymentId } = await paid()
  expect(await refundPayment(db, order(paymentId, { amount: 400 }))).toMatchObject({ ok: true })
  expect(await refundPayment(db, order(paymentId, { amount: 51 }))).toEqual({ ok: false, code: 'already_refunded' })
  expect(await refundPayment(db, order(paymentId))).toMatchObject({ ok: true, refund: { amount: 50n } })
  expect(await refundPayment(db, order(paymentId))).toEqual({ ok: false, code: 'already_refunded' })
  expect(await balanceOf(db, customer.accountId)).toBe(450n)
})

test('a line comes back with its share of the tax, piece by piece until it is whole', async () => {
  const items = [{ name: 'Flat white', quantity: 3, unitAmount: 100, tax: 20 }]
  const { customer, paymentId } = await paid({ amount: 350, items, tip: 30 })
  const piece = { lines: [{ index: 0, quantity: 1 }] }
  for (const amount of [106n, 107n, 107n]) {
    expect(await refundPayment(db, order(paymentId, piece))).toMatchObject({ ok: true, refund: { amount } })
  }
  expect(await refundPayment(db, order(paymentId, piece))).toEqual({ ok: false, code: 'already_refunded' })
  expect(await balanceOf(db, customer.accountId)).toBe(320n)
  await expectSoundBooks(db)
})

test('the same key answers with the first refund; with other content it is refused', async () => {
  const { customer, paymentId } = await paid()
  const first = await refundPayment(db, order(paymentId, { amount: 100 }, 'key'))
  const again = await refundPayment(db, order(paymentId, { amount: 100 }, 'key'))
  expect(again).toEqual({ ...first, replayed: true })
  const other = await refundPayment(db, order(paymentId, { amount: 101 }, 'key'))
  expect(other).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(await balanceOf(db, customer.accountId)).toBe(100n)
})

test('50 refunds at once of a rest that suffices for one: exactly one is given [A1] [A7]', async () => {
  const { customer, paymentId } = await paid()
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => refundPayment(db, order(paymentId, { amount: 300 }))),
  )
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect(await balanceOf(db, customer.accountId)).toBe(300n)
  await expectSoundBooks(db)
})

test('one refund sent many times at once, over two pools, is given once, and everyone hears of that one', async () => {
  const { customer, paymentId } = await paid()
  const elsewhere = openDatabase(db.url)
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, i) => refundPayment(i % 2 ? db : elsewhere, order(paymentId, {}, 'raced'))),
  )
  await elsewhere.end()
  expect(new Set(outcomes.map(outcome => (outcome.ok ? outcome.refund.id : outcome.code))).size).toBe(1)
  expect(outcomes.filter(outcome => outcome.ok && !outcome.replayed)).toHaveLength(1)
  expect(await balanceOf(db, customer.accountId)).toBe(450n)
})

test("another store's till is told that there is no such payment; support may refund anywhere [A10]", async () => {
  const { paymentId } = await paid()
  expect(await refundPayment(db, order(paymentId, { storeId: newId() }))).toEqual({ ok: false, code: 'not_found' })
  expect(await refundPayment(db, order(newId()))).toEqual({ ok: false, code: 'not_found' })
  expect(await refundPayment(db, { ...order(paymentId), storeId: undefined })).toMatchObject({ ok: true })
})

test('a refund that would pass the ceiling changes nothing', async () => {
  const { customer, paymentId } = await paid({ amount: 450 }, 500n)
  await loadTestCash(db, store, customer.accountId, 100n)
  expect(await refundPayment(db, order(paymentId))).toEqual({ ok: false, code: 'balance_limit_exceeded' })
  expect(await refundPayment(db, order(paymentId, { amount: 400 }))).toMatchObject({ ok: true })
  await expectSoundBooks(db)
})
