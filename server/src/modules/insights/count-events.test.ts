import { afterAll, beforeEach, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, loadTestCash } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testFingerprint, testNow, testTill } from '../../../test/till.ts'
import { fromTypeId, newId } from '../../kernel/ids.ts'
import { type Database, openDatabase } from '../../platform/database.ts'
import { refundPayment } from '../payments/refund-payment.ts'
import { countEvents } from './count-events.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
const customer = await addTestCustomer(db, { balance: 1_000_000n, store })
afterAll(() => till.close())
let step = 0

/** 120 events of their own: payments of 10 each, every tenth refunded by 4, and every tenth followed by a cash load of 7. */
beforeEach(async () => {
  for (let i = 0; i < 100; i++) {
    const outcome = await till.pay(customer, { amount: 10, atMs: testNow + ++step * 30_000 })
    if (!outcome.ok) throw new Error(outcome.code)
    if (i % 10 === 0) {
      const paymentId = fromTypeId('pay', outcome.value.id!)!
      const idempotency = { clientId: store.terminalId, key: newId(), fingerprint: testFingerprint('') }
      const by = {
        storeId: store.id,
        terminalId: store.terminalId,
        staffId: store.cashierId,
        role: 'cashier' as const,
        reason: 'Spilled',
      }
      await refundPayment(db, { paymentId, amount: 4, ...by, idempotency, atMs: testNow })
      await loadTestCash(db, store, customer.accountId, 7n)
    }
  }
})

async function counted() {
  const [row] = await db.query(
    `SELECT (SELECT sum(sales_amount)::bigint FROM insights.hours) AS sales,
            (SELECT sum(sales_count)::bigint FROM insights.hours) AS count,
            (SELECT sum(refund_amount)::bigint FROM insights.hours) AS refunds,
            (SELECT sum(amount)::bigint FROM insights.load_hours) AS loads,
            (SELECT sum(card_amount)::bigint FROM insights.load_hours) AS cards,
            (SELECT count(*) FROM insights.customer_days) > 0 AS days`,
  )
  return row
}

/** What the payments, refunds and loads themselves add up to. */
async function booked() {
  const [row] = await db.query(
    `SELECT (SELECT sum(amount)::bigint FROM payments.payments) AS sales, (SELECT count(*) FROM payments.payments) AS count,
            (SELECT sum(amount)::bigint FROM payments.refunds) AS refunds,
            (SELECT sum(amount)::bigint FROM funding.loads WHERE status = 'succeeded') AS loads,
            0::bigint AS cards, true AS days`,
  )
  return row
}

async function countAll(on: Database): Promise<void> {
  while (await countEvents(on)) {
    // there is more
  }
}

test('every event is counted once', async () => {
  await countAll(db)
  expect(await counted()).toEqual(await booked())
  await countAll(db)
  expect(await counted()).toEqual(await booked())
})

test('every event is counted once, also by several workers at the same time', async () => {
  const elsewhere = openDatabase(db.url)
  await Promise.all([db, elsewhere, db, elsewhere].map(countAll))
  await elsewhere.end()
  expect(await counted()).toEqual(await booked())
})

test('a worker that dies after counting, before its commit, has counted nothing', async () => {
  const before = await counted()
  const dying: Database = {
    ...db,
    transaction: work =>
      db.transaction(async tx => {
        await work(tx)
        throw new Error('killed')
      }),
  }
  await expect(countEvents(dying)).rejects.toThrow('killed')
  expect(await counted()).toEqual(before)
  await countAll(db)
  expect(await counted()).toEqual(await booked())
})
