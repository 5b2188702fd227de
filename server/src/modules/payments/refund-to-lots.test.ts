import type { RefundOrder as Order, SplitTender } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { asCustomer, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { testDatabase } from '../../../test/database.ts'
import { addTestGiftCard, addTestLot } from '../../../test/gift-card.ts'
import { testNow, testRoom } from '../../../test/till.ts'
import { newId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'
import { lotsOf } from '../ledger/index.ts'
import { paymentsRoutes } from './routes.ts'
import { defaultPaymentSettings, writePaymentSettings } from './settings.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const room = testRoom(db)
const routes = shaped(paymentsRoutes(room))
afterAll(() => room.commitPayment.close())
const day = 86_400_000

interface Given {
  readonly amount: number
  readonly order?: Order
  readonly by?: Caller
  readonly atMs?: number
}
async function giveBack(id: string, { amount, order, by = cashierOf(store), atMs = testNow }: Given, key?: string) {
  const body = { amount, reason: 'Cold', ...(order ? { order } : {}) }
  const call = callOf<'takeRefund'>(by, { params: { id }, body, ...(key ? { key } : {}) })
  return routes.takeRefund({ ...call, nowMs: atMs })
}

/** A basket of 1,000: a gift card of 300, two lots of the account (100 promotional, 400 paid), 200 in cash. */
async function paidFromAll(gift: { expiresMs?: number } = {}) {
  const customer = await addTestCustomer(db, { balance: 400n, store })
  const promotional = { kind: 'promotional' as const, tender: 'promotion', expiresMs: testNow + 2 * day }
  const promotionId = await db.transaction(tx => addTestLot(tx, store, customer.accountId, 100n, promotional))
  const card = await addTestGiftCard(db, store, { amount: 300n, ...gift })
  const tenders: SplitTender[] = [
    { type: 'giftCard', number: card.number },
    { type: 'cash', amount: 200 },
  ]
  const lots = async () => {
    const found = await lotsOf(db, [customer.accountId, card.accountId])
    const view = (id: Uuid) => found.get(id)!.map(lot => [lot.kind, Number(lot.amount), lot.id] as const)
    return { account: view(customer.accountId), card: view(card.accountId) }
  }
  const before = await lots()
  const code = customer.codeAt(testNow)
  const body = { code, amount: 1_000, currency, storeId: toTypeId('sto', store.id), tenders }
  const taken = await routes.takePayment(callOf(cashierOf(store), { body }))
  if (!taken.ok) throw new Error(taken.code)
  return { customer, card, promotionId, before, lots, id: taken.value.id! }
}

const partsOf = (outcome: Awaited<ReturnType<typeof giveBack>>) =>
  outcome.ok ? outcome.value.tenders.map(({ type, amount }) => `${type} ${amount}`) : [outcome.code]

test('a whole refund restores exactly what was drawn, lot by lot, and tells the cash to hand back [2.4] [A8]', async () => {
  const { before, lots, id } = await paidFromAll()
  expect(await lots()).toEqual({ account: [], card: [] })
  expect(partsOf(await giveBack(id, { amount: 1_000 }))).toEqual(['giftCard 300', 'storedValue 500', 'cash 200'])
  expect(await lots()).toEqual(before)
  expect(await giveBack(id, { amount: 1 })).toEqual({ ok: false, code: 'already_refunded' })
  await expectSoundBooks(db)
})

test('part of it goes back in the order that the refund names, else as the brand has decided [1.3] [2.4]', async () => {
  const { id } = await paidFromAll()
  expect(partsOf(await giveBack(id, { amount: 100, order: 'firstFirst' }))).toEqual(['giftCard 100'])
  expect(partsOf(await giveBack(id, { amount: 210 }))).toEqual(['storedValue 10', 'cash 200'])
  // Left: 200 of the gift card, 100 promotional, 390 paid.
  expect(partsOf(await giveBack(id, { amount: 69, order: 'proRata' }))).toEqual(['giftCard 20', 'storedValue 49'])
  expect(partsOf(await giveBack(id, { amount: 621, order: 'firstFirst' }))).toEqual(['giftCard 180', 'storedValue 441'])
  const own = await paidFromAll()
  await db.transaction(tx => writePaymentSettings(tx, { ...defaultPaymentSettings, refundOrder: 'firstFirst' }))
  expect(partsOf(await giveBack(own.id, { amount: 300 }))).toEqual(['giftCard 300'])
  await db.transaction(tx => writePaymentSettings(tx, defaultPaymentSettings))
  await expectSoundBooks(db)
})

test('a receipt shows what each tender paid and got back', async () => {
  const { customer, card, id } = await paidFromAll()
  await giveBack(id, { amount: 250 })
  const mine = await routes.getMyPayment(callOf(asCustomer(customer), { params: { id } }))
  expect(mine).toMatchObject({
    ok: true,
    value: {
      status: 'partiallyRefunded',
      refunded: 250,
      tenders: [
        { type: 'giftCard', amount: 300, refunded: 0, lastDigits: card.number.slice(-4) },
        { type: 'storedValue', amount: 500, refunded: 50 },
        { type: 'cash', amount: 200, refunded: 200 },
      ],
      refunds: [
        {
          tenders: [
            { type: 'storedValue', amount: 50 },
            { type: 'cash', amount: 200 },
          ],
        },
      ],
    },
  })
  const params = { id: toTypeId('acc', customer.accountId) }
  const history = await routes.listMyActivity(callOf(asCustomer(customer), { params }))
  const shown = history.ok ? history.value.data.map(({ type, amount, paymentId }) => ({ type, amount, paymentId })) : []
  expect(shown).toContainEqual({ type: 'payment', amount: -500, paymentId: id })
  expect(shown).toContainEqual({ type: 'refund', amount: 50, paymentId: id })
})

test('a lot that has expired meanwhile comes back as a refund with a fresh term; promotional value stays promotional', async () => {
  const { before, lots, id } = await paidFromAll({ expiresMs: testNow + 3 * day })
  const atMs = testNow + 5 * day
  expect(partsOf(await giveBack(id, { amount: 1_000, atMs }))).toEqual(['giftCard 300', 'storedValue 500', 'cash 200'])
  const after = await lots()
  const kinds = (lots: typeof after.card) => lots.map(([kind, amount]) => `${kind} ${amount}`)
  expect(kinds(after.card)).toEqual(['refund 300'])
  expect(kinds(after.account)).toEqual(['promotional 100', 'paid 400'])
  expect(after.account[1]).toEqual(before.account[1])
  expect(after.account[0]![2]).not.toBe(before.account[0]![2])
  await expectSoundBooks(db)
})

test('value of a closed gift card goes to the account that took it over', async () => {
  const { customer, card, id } = await paidFromAll()
  const consolidation = newId()
  await db.query(`UPDATE gift_cards.cards SET state = 'closed' WHERE id = $1`, [card.cardId])
  await db.query(
    `INSERT INTO gift_cards.consolidations (id, account_id, amount, currency, balance, client_id, idempotency_key, fingerprint, at)
     VALUES ($1, $2, 1, 'USD', 1, $1, 'c', $1, now())`,
    [consolidation, customer.accountId],
  )
  await db.query(
    `INSERT INTO gift_cards.consolidated_cards (id, consolidation_id, position, card_id, amount) VALUES ($1, $2, 0, $3, 1)`,
    [newId(), consolidation, card.cardId],
  )
  expect(partsOf(await giveBack(id, { amount: 300, order: 'firstFirst' }))).toEqual(['giftCard 300'])
  expect(await balanceOf(db, customer.accountId)).toBe(300n)
  expect(await balanceOf(db, card.accountId)).toBe(0n)
  await expectSoundBooks(db)
})

test('50 refunds at once of 30 each: together never more than the payment, no lot more than it gave [2.4]', async () => {
  const { before, lots, id } = await paidFromAll()
  const orders = ['firstFirst', 'lastFirst', 'proRata'] as const
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => giveBack(id, { amount: 30, order: orders[i % 3]! })),
  )
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(33)
  expect(partsOf(await giveBack(id, { amount: 10 }))).toHaveLength(1)
  expect(await lots()).toEqual(before)
  await expectSoundBooks(db)
})

test('a cashier can not give back more than the limit alone; a shift lead can [2.4]', async () => {
  const customer = await addTestCustomer(db, { balance: 9_000n, store })
  const body = { code: customer.codeAt(testNow), amount: 9_000, currency, storeId: toTypeId('sto', store.id) }
  const taken = await routes.takePayment(callOf(cashierOf(store), { body }))
  const id = taken.ok ? taken.value.id! : ''
  const refused = { ok: false, code: 'approval_required' }
  expect(await giveBack(id, { amount: 5_001 })).toEqual(refused)
  expect(await giveBack(id, { amount: 3_000 })).toMatchObject({ ok: true })
  expect(await giveBack(id, { amount: 2_001 })).toEqual(refused)
  const voided = callOf<'voidPayment'>(cashierOf(store), { params: { id }, body: { reason: 'x' } })
  expect(await routes.voidPayment(voided)).toEqual({ ok: false, code: 'already_refunded' })
  const by: Caller = { ...cashierOf(store), role: 'shiftLead' }
  expect(await giveBack(id, { amount: 6_000, by })).toMatchObject({ ok: true })
  expect(await balanceOf(db, customer.accountId)).toBe(9_000n)
})
