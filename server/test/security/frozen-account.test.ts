/** A frozen account spends by no path there is, and what was decided before it was frozen still ends. */
import { afterAll, expect, test } from 'vitest'
import { toTypeId } from '../../src/kernel/ids.ts'
import { claimCard } from '../../src/modules/gift-cards/claim-card.ts'
import { consolidateCards } from '../../src/modules/gift-cards/consolidate-cards.ts'
import { protectGiftCard } from '../../src/modules/gift-cards/protect-card.ts'
import { testIdempotency } from '../../src/modules/gift-cards/testing.ts'
import { setFrozen } from '../../src/modules/ledger/index.ts'
import { paymentsRoutes } from '../../src/modules/payments/routes.ts'
import { balanceOf, expectSoundBooks } from '../books.ts'
import { addTestCustomer, addTestStore, currency } from '../brand.ts'
import { asCustomer, callOf, cashierOf, shaped } from '../calls.ts'
import { appDatabase } from '../database.ts'
import { testGifts } from '../gifts.ts'
import { allowOffline, offlineTill } from '../offline-till.ts'
import { testNow, testRoom, testTill } from '../till.ts'

const db = await appDatabase()
const store = await addTestStore(db)
await allowOffline(db, store)
const till = testTill(db, store)
const offline = await offlineTill(db, store)
const room = testRoom(db)
const routes = shaped(paymentsRoutes(room))
const gifts = testGifts(db)
afterAll(() => Promise.all([till.close(), offline.close(), room.commitPayment.close()]))
const step = 30_000
const frozen = { ok: false, code: 'account_frozen' }

test('a frozen account spends by no path: code, split, hold, tip, scan, offline; its open hold is still captured', async () => {
  const maya = await addTestCustomer(db, { balance: 10_000n, store })
  const paid = await till.pay(maya, { amount: 1_000 })
  const held = await till.pay(maya, { amount: 2_000, atMs: testNow + step, captureMode: 'manual' })
  const asked = await routes.createPaymentRequest(callOf(cashierOf(store), { body: { amount: 300, currency } }))
  if (!paid.ok || !held.ok || !asked.ok) throw new Error('not paid')
  const taken = await offline.take(maya, { amount: 400, atMs: testNow + 2 * step })
  await db.transaction(tx => setFrozen(tx, maya.accountId, true))

  const atMs = testNow + 3 * step
  expect(await till.pay(maya, { amount: 100, atMs })).toEqual(frozen)
  expect(await till.pay(maya, { amount: 100, atMs, tenders: [{ type: 'cash', amount: 40 }] })).toEqual(frozen)
  expect(await till.pay(maya, { amount: 100, atMs, captureMode: 'manual' })).toEqual(frozen)
  const tip = callOf<'tipMyPayment'>(asCustomer(maya), { params: { id: paid.value.id! }, body: { amount: 100 } })
  expect(await routes.tipMyPayment(tip)).toEqual(frozen)
  const body = { accountId: toTypeId('acc', maya.accountId), amount: 300 }
  const scan = callOf<'payPaymentRequest'>(asCustomer(maya), { params: { id: asked.value.id }, body })
  expect(await routes.payPaymentRequest(scan)).toEqual(frozen)
  expect((await offline.forward([taken], testNow + 4 * step)).results).toMatchObject([
    { outcome: 'declined', reason: 'account_frozen' },
  ])
  expect(await balanceOf(db, maya.accountId)).toBe(7_000n)

  const capture = callOf<'capturePayment'>(cashierOf(store), {
    params: { id: held.value.id! },
    body: { amount: 1_500 },
  })
  expect(await routes.capturePayment(capture)).toMatchObject({ ok: true, value: { status: 'captured', amount: 1_500 } })
  expect(await balanceOf(db, maya.accountId)).toBe(7_500n)
  await expectSoundBooks(db)
})

test('a frozen gift card spends by no path: at the till, beside a pay code, into an account', async () => {
  const [maya, noah] = [await addTestCustomer(db), await addTestCustomer(db, { balance: 1_000n, store })]
  const gift = await gifts.buy(maya)
  const claimed = await claimCard(gifts.room, {
    customerId: noah.customerId,
    code: await gifts.codeOf(gift),
    pin: undefined,
    atMs: testNow,
  })
  if (!claimed.ok) throw new Error(claimed.code)
  const code = await gifts.codeOf(gift)
  await db.transaction(tx => protectGiftCard(tx, gift.account_id, 'freeze', { as: 'staff' }, testNow))
  expect(await till.pay(noah, { amount: 100, code })).toEqual(frozen)
  expect(await till.pay(noah, { amount: 100, code, captureMode: 'manual' })).toEqual(frozen)
  expect(await till.pay(noah, { amount: 100, tenders: [{ type: 'giftCard', number: code }] })).toEqual(frozen)
  const consolidation = {
    customerId: noah.customerId,
    accountId: noah.accountId,
    cards: [{ cardId: gift.account_id }],
    idempotency: testIdempotency(noah.customerId),
    atMs: testNow,
  }
  expect(await consolidateCards(gifts.room, consolidation)).toMatchObject(frozen)
  expect(await balanceOf(db, gift.account_id)).toBe(2_500n)
  await expectSoundBooks(db)
})
