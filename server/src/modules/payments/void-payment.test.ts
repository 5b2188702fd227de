import type { SplitTender } from '@ringfence/contract'
import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { asCustomer, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { addTestGiftCard } from '../../../test/gift-card.ts'
import { testNow, testRoom, testTill } from '../../../test/till.ts'
import { toTypeId } from '../../kernel/ids.ts'
import { paymentsRoutes } from './routes.ts'

const db = await appDatabase()
const store = await addTestStore(db) // in New York, where testNow is 07:00
const till = testTill(db, store)
const room = testRoom(db)
const routes = shaped(paymentsRoutes(room))
afterAll(() => Promise.all([till.close(), room.commitPayment.close()]))

async function undo(id: string, given: { key?: string; atMs?: number; role?: 'cashier' | 'shiftLead' } = {}) {
  const by = { ...cashierOf(store), role: given.role ?? 'cashier' }
  const key = given.key === undefined ? {} : { key: given.key }
  const call = callOf<'voidPayment'>(by, { params: { id }, body: { reason: 'Wrong basket' }, ...key })
  return routes.voidPayment({ ...call, nowMs: given.atMs ?? testNow })
}
async function paid(amount = 450, balance = 1_000n, tenders?: SplitTender[]) {
  const customer = await addTestCustomer(db, { balance, store })
  const outcome = await till.pay(customer, { amount, ...(tenders ? { tenders } : {}) })
  if (!outcome.ok) throw new Error(outcome.code)
  return { customer, id: outcome.value.id! }
}

test('a void of the same day undoes all of it, to every tender, and says what cash to hand back [2.4]', async () => {
  const gift = await addTestGiftCard(db, store, { amount: 100n })
  const { customer, id } = await paid(450, 300n, [
    { type: 'giftCard', number: gift.number },
    { type: 'cash', amount: 50 },
  ])
  expect(await undo(id, { key: 'undo' })).toMatchObject({
    ok: true,
    value: {
      status: 'voided',
      refunded: 450,
      voidedAt: new Date(testNow).toISOString(),
      tenders: [
        { type: 'giftCard', amount: 100, refunded: 100 },
        { type: 'storedValue', amount: 300, refunded: 300 },
        { type: 'cash', amount: 50, refunded: 50 },
      ],
    },
  })
  expect(await undo(id, { key: 'undo' })).toMatchObject({ ok: true, replayed: true })
  expect(await balanceOf(db, customer.accountId)).toBe(300n)
  expect(await balanceOf(db, gift.accountId)).toBe(100n)
  const params = { id: toTypeId('acc', customer.accountId) }
  const history = await routes.listMyActivity(callOf(asCustomer(customer), { params }))
  expect(history.ok && history.value.data.map(entry => entry.type)).toContain('void')
  await expectSoundBooks(db)
})

test('a payment is voided once, also by 50 tills at once', async () => {
  const { customer, id } = await paid()
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => undo(id)))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect(new Set(outcomes.map(outcome => (outcome.ok ? 'voided' : outcome.code)))).toEqual(
    new Set(['voided', 'already_refunded']),
  )
  expect(await balanceOf(db, customer.accountId)).toBe(1_000n)
  await expectSoundBooks(db)
})

test("not after the store's day, whatever the day is elsewhere [2.4]", async () => {
  const { id } = await paid()
  const midnight = Date.parse('2026-11-23T05:00:00Z')
  expect(await undo(id, { atMs: midnight })).toEqual({ ok: false, code: 'too_late' })
  expect(await undo(id, { atMs: midnight - 1 })).toMatchObject({ ok: true })
})

test('not after a refund, and nothing is refunded after a void', async () => {
  const { id } = await paid()
  const refund = (amount: number) =>
    routes.takeRefund(callOf(cashierOf(store), { params: { id }, body: { amount, reason: 'Cold' } }))
  await refund(1)
  expect(await undo(id)).toEqual({ ok: false, code: 'already_refunded' })
  const other = await paid()
  await undo(other.id)
  const call = callOf<'takeRefund'>(cashierOf(store), { params: { id: other.id }, body: { reason: 'Cold' } })
  expect(await routes.takeRefund(call)).toEqual({ ok: false, code: 'already_refunded' })
})

test('above the limit of a cashier, a shift lead voids', async () => {
  const { id } = await paid(6_000, 6_000n)
  expect(await undo(id)).toEqual({ ok: false, code: 'approval_required' })
  expect(await undo(id, { role: 'shiftLead' })).toMatchObject({ ok: true })
})
