import { afterAll, expect, test } from 'vitest'
import { expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, testKey } from '../../../test/brand.ts'
import { cashierOf } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { testGifts } from '../../../test/gifts.ts'
import { at, must, shiftTill, storeIdOf } from '../../../test/shift-till.ts'
import { testNow, testRoom } from '../../../test/till.ts'
import { activateCard, giftRoutes } from '../gift-cards/index.ts'
import { activationOf, printTestCard } from '../gift-cards/testing.ts'
import { voidActivation } from '../gift-cards/void-activation.ts'
import { paymentsRoutes } from '../payments/index.ts'

const db = await testDatabase()
const room = testRoom(db)
const payments = paymentsRoutes(room)
const gifts = giftRoutes(testGifts(db).room)
afterAll(async () => {
  await room.commitPayment.close()
  await expectSoundBooks(db)
})
const minute = 60_000
const none = { count: 0, amount: 0 }

async function setUp() {
  const store = await addTestStore(db)
  const maya = await addTestCustomer(db, { balance: 10_000n, store })
  const till = shiftTill(db, store)
  const shift = must(await till.open(10_000, testNow))
  const me = cashierOf(store)
  let step = 0
  /** Charges a code that was never shown before. */
  const pay = async (body: object) => {
    const atMs = testNow + ++step * minute
    const whole = { code: maya.codeAt(atMs), currency, storeId: storeIdOf(store), ...body }
    return { atMs, payment: must(await payments.takePayment(at(me, { body: whole, atMs }))) }
  }
  const report = async () => must(await till.report(shift.id, testNow + 600 * minute)).report
  return { store, maya, me, pay, report }
}

test('a split payment counts each tender for what it paid, and its refund for what it gave back [2.7]', async () => {
  const { me, pay, report } = await setUp()
  const { payment, atMs } = await pay({
    amount: 1_500,
    tenders: [
      { type: 'cash', amount: 400 },
      { type: 'card', amount: 100 },
    ],
  })
  expect(await report()).toMatchObject({
    takings: {
      payments: { count: 1, amount: 1_500 },
      tenders: { storedValue: 1_000, giftCard: 0, cash: 400, card: 100 },
    },
    cash: { takings: 400, expected: 10_400 },
  })
  const params = { id: payment.id }
  must(await payments.takeRefund(at(me, { params, body: { reason: 'cold' }, atMs: atMs + minute })))
  expect(await report()).toMatchObject({
    takings: {
      payments: { count: 1, amount: 1_500 },
      refunds: { count: 1, amount: 1_500 },
      tenders: { storedValue: 0, giftCard: 0, cash: 0, card: 0 },
    },
    cash: { takings: 0, expected: 10_000 },
  })
})

test('a hold counts when it is captured, for what was captured; one that is voided never does [2.7]', async () => {
  const { me, pay, report } = await setUp()
  const { payment, atMs } = await pay({ amount: 1_000, captureMode: 'manual' })
  const other = await pay({ amount: 500, captureMode: 'manual' })
  expect((await report()).takings.payments).toEqual(none)
  const capture = { params: { id: payment.id }, body: { amount: 700 }, atMs: atMs + minute }
  must(await payments.capturePayment(at(me, capture)))
  const undo = { params: { id: other.payment.id }, body: { reason: 'left' }, atMs: other.atMs + minute }
  must(await payments.voidPayment(at(me, undo)))
  expect((await report()).takings).toMatchObject({
    payments: { count: 1, amount: 700 },
    refunds: none,
    tenders: { storedValue: 700 },
  })
})

test('a payment that is voided counts as one that was taken and given back', async () => {
  const { me, pay, report } = await setUp()
  const { payment, atMs } = await pay({ amount: 900, tenders: [{ type: 'cash', amount: 300 }] })
  const undo = { params: { id: payment.id }, body: { reason: 'wrong table' }, atMs: atMs + minute }
  must(await payments.voidPayment(at(me, undo)))
  expect((await report()).takings).toMatchObject({
    payments: { count: 1, amount: 900 },
    refunds: { count: 1, amount: 900 },
    tenders: { storedValue: 0, cash: 0 },
  })
})

test('a tip that is given later adds to payments and tips', async () => {
  const { me, maya, pay, report } = await setUp()
  const { payment, atMs } = await pay({ amount: 1_000 })
  const body = { amount: 150, code: maya.codeAt(atMs + 30 * minute) }
  must(await payments.tipPayment(at(me, { params: { id: payment.id }, body, atMs: atMs + 30 * minute })))
  expect((await report()).takings).toMatchObject({
    payments: { count: 1, amount: 1_150 },
    tips: 150,
    tenders: { storedValue: 1_150, cash: 0 },
  })
})

test('gift cards and e-gifts that are sold for cash are in the drawer, until they are taken back [2.7]', async () => {
  const { store, me, report } = await setUp()
  const till = { storeId: store.id, terminalId: store.terminalId, staffId: store.cashierId }
  const activate = async (tender: 'cash' | 'cardAtTill', atMs: number) => {
    const outcome = await activateCard(db, testKey, activationOf(till, await printTestCard(db), { tender, atMs }))
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.activation
  }
  const card = await activate('cash', testNow + minute)
  await activate('cardAtTill', testNow + 2 * minute)
  const wish = { amount: 1_000, currency, design: 'classic', tender: { type: 'cash' } }
  const gift = must(await gifts.sellGift(at(me, { body: wish, atMs: testNow + 3 * minute })))
  expect(await report()).toMatchObject({
    takings: { giftSales: { count: 3, amount: 6_000 }, giftRefunds: none, tenders: { cash: 3_500, card: 2_500 } },
    cash: { expected: 13_500 },
  })
  const undo = { ...till, activationId: card.id, reason: 'mistake', atMs: testNow + 4 * minute }
  expect((await voidActivation(db, undo)).ok).toBe(true)
  must(await gifts.refundGiftSale(at(me, { body: { giftId: gift.id }, atMs: testNow + 5 * minute })))
  expect(await report()).toMatchObject({
    takings: {
      giftSales: { count: 3, amount: 6_000 },
      giftRefunds: { count: 2, amount: 3_500 },
      tenders: { cash: 0, card: 2_500 },
    },
    cash: { expected: 10_000 },
  })
})
