import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, loadTestCash, type TestCustomer } from '../../../../test/brand.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow, testTill } from '../../../../test/till.ts'
import { fromTypeId, newId, type Uuid } from '../../../kernel/ids.ts'
import { openDatabase } from '../../../platform/database.ts'
import { refundPayment } from '../../payments/refund-payment.ts'
import { applyDispute } from '../disputes/apply-dispute.ts'
import { loadByCard } from '../load-by-card.ts'
import { type Psp, PspUnavailable } from '../psp/psp.ts'
import { selectLoadById } from '../store.ts'
import { addTestCard, testKey, testSandbox } from '../testing.ts'
import { refundableOf, refundLoad, settleRefunds } from './refund-load.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const psp = testSandbox(db)
const till = testTill(db, store)
afterAll(() => till.close())
const staffId = newId()

async function loaded({ accountId, customerId }: TestCustomer, amount = 2_000n): Promise<Uuid> {
  const paymentMethodId = await addTestCard(db, psp, customerId)
  const more = { offSession: false, idempotency: testKey(customerId), atMs: testNow }
  const outcome = await loadByCard(db, psp, { accountId, customerId, amount, currency, paymentMethodId, ...more })
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.load.id
}

function order(loadId: Uuid, amount?: bigint, key: string = newId()) {
  return { loadId, amount, reason: 'loaded by mistake', staffId, idempotency: testKey(staffId, key), atMs: testNow }
}

async function refundsAtProvider(loadId: Uuid): Promise<number[]> {
  const [row] = await db.query<{ refunds: Record<string, number> }>(
    `SELECT value -> 'refunds' AS refunds FROM sandbox_psp.records WHERE kind = 'charge' AND id = $1`,
    [`ch_${loadId}`],
  )
  return Object.values(row!.refunds)
}

test('a load goes back to its card, whole or in part, and its key answers with the first refund [3.1]', async () => {
  const maya = await addTestCustomer(db, { balance: 500n, store })
  const loadId = await loaded(maya)
  const part = await refundLoad(db, psp, order(loadId, 300n, 'key'))
  expect(part).toMatchObject({ ok: true, refund: { amount: 300n, status: 'succeeded' }, replayed: false })
  expect(await refundLoad(db, psp, order(loadId, 300n, 'key'))).toEqual({ ...part, replayed: true })
  expect(await refundLoad(db, psp, order(loadId))).toMatchObject({ ok: true, refund: { amount: 1_700n } })
  expect(await balanceOf(db, maya.accountId)).toBe(500n)
  expect(await refundsAtProvider(loadId)).toEqual([300, 1_700])
  expect(await refundLoad(db, psp, order(loadId))).toEqual({ ok: false, code: 'load_spent' })
  expect(await selectLoadById(db, loadId)).toMatchObject({ refunded: 2_000n })
  await expectSoundBooks(db)
})

test('what is spent of a load does not go back to its card', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya)
  await till.pay(maya, { amount: 1_500 })
  const load = (await selectLoadById(db, loadId))!
  expect((await refundableOf(db, [load])).get(loadId)).toBe(500n)
  expect(await refundLoad(db, psp, order(loadId, 501n))).toEqual({ ok: false, code: 'load_spent' })
  expect(await refundLoad(db, psp, order(loadId, 500n))).toMatchObject({ ok: true })
  expect(await balanceOf(db, maya.accountId)).toBe(0n)
})

test('50 refunds at once, by two processes, while the customer spends: never more than the load', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya)
  const elsewhere = openDatabase(db.url)
  const refunds = Array.from({ length: 50 }, (_, i) => refundLoad(i % 2 ? db : elsewhere, psp, order(loadId, 100n)))
  const [done, paid] = await Promise.all([Promise.all(refunds), till.pay(maya, { amount: 700 })])
  await elsewhere.end()
  const given = (await refundsAtProvider(loadId)).reduce((sum, amount) => sum + amount, 0)
  expect(given).toBe(done.filter(outcome => outcome.ok).length * 100)
  expect(await balanceOf(db, maya.accountId)).toBe(2_000n - BigInt(given) - (paid.ok ? 700n : 0n))
  await expectSoundBooks(db)
})

test('one refund sent 50 times at once is given once', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => refundLoad(db, psp, order(loadId, 100n, 'raced'))),
  )
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.refund.id)).size).toBe(1)
  expect(await refundsAtProvider(loadId)).toEqual([100])
  expect(await balanceOf(db, maya.accountId)).toBe(1_900n)
})

test('a refund whose answer is lost stays pending, and is found again by its key, not repeated', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya)
  const silent: Psp = {
    ...psp,
    refund: async request => {
      await psp.refund(request)
      throw new PspUnavailable('lost')
    },
  }
  expect(await refundLoad(db, silent, order(loadId, 400n))).toMatchObject({ ok: true, refund: { status: 'pending' } })
  expect(await settleRefunds(db, psp, testNow + 59_000)).toBe(0)
  expect(await settleRefunds(db, psp, testNow + 61_000)).toBe(1)
  expect(await settleRefunds(db, psp, testNow + 61_000)).toBe(0)
  expect(await refundsAtProvider(loadId)).toEqual([400])
  expect(await balanceOf(db, maya.accountId)).toBe(1_600n)
})

test('a refund that the provider refuses for good gives the value back to its lot', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya)
  const refusing: Psp = { ...psp, refund: async () => ({ status: 'failed', reference: null }) }
  expect(await refundLoad(db, refusing, order(loadId, 400n))).toMatchObject({ ok: true, refund: { status: 'failed' } })
  expect(await balanceOf(db, maya.accountId)).toBe(2_000n)
  const load = (await selectLoadById(db, loadId))!
  expect(load.refunded).toBe(0n)
  expect((await refundableOf(db, [load])).get(loadId)).toBe(2_000n)
  await expectSoundBooks(db)
})

test('a refused refund whose value has no room any more waits for room, and keeps no other from being settled', async () => {
  const maya = await addTestCustomer(db, { ceiling: 2_000n })
  const noah = await addTestCustomer(db)
  const full = await loaded(maya)
  const other = await loaded(noah)
  const silent: Psp = { ...psp, refund: () => Promise.reject(new PspUnavailable('no answer')) }
  expect(await refundLoad(db, silent, order(full, 400n))).toMatchObject({ ok: true, refund: { status: 'pending' } })
  expect(await refundLoad(db, silent, order(other, 400n))).toMatchObject({ ok: true, refund: { status: 'pending' } })
  await loadTestCash(db, store, maya.accountId, 400n)
  const refusing: Psp = { ...psp, refund: async () => ({ status: 'failed', reference: null }) }
  expect(await settleRefunds(db, refusing, testNow + 61_000)).toBe(2)
  expect([await balanceOf(db, maya.accountId), await balanceOf(db, noah.accountId)]).toEqual([2_000n, 2_000n])
  expect(await selectLoadById(db, full)).toMatchObject({ refunded: 400n })
  await till.pay(maya, { amount: 500 })
  await settleRefunds(db, refusing, testNow + 61_000)
  expect(await balanceOf(db, maya.accountId)).toBe(1_900n)
  expect(await selectLoadById(db, full)).toMatchObject({ refunded: 0n })
  await expectSoundBooks(db)
})

test('what is disputed of a load does not go back to its card a second time, wherever the value is', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya)
  const paid = await till.pay(maya, { amount: 1_500 })
  if (!paid.ok) throw new Error(paid.code)
  await psp.controls.openDispute(loadId)
  const load = (await selectLoadById(db, loadId))!
  const state = { ...(await psp.readDispute(`dp_${loadId}`))!, amount: 1_600n }
  await applyDispute(db, psp.provider, load, state, testNow)
  expect(await refundPayment(db, refundOfPayment(paid.value.id!))).toMatchObject({ ok: true })
  expect((await refundableOf(db, [load])).get(loadId)).toBe(400n)
  expect(await refundLoad(db, psp, order(loadId, 401n))).toEqual({ ok: false, code: 'load_spent' })
  expect(await refundLoad(db, psp, order(loadId))).toMatchObject({ ok: true, refund: { amount: 400n } })
  await expectSoundBooks(db)
})

function refundOfPayment(id: string) {
  return {
    paymentId: fromTypeId('pay', id)!,
    storeId: store.id,
    terminalId: store.terminalId,
    staffId,
    role: 'storeManager' as const,
    reason: 'brought back',
    idempotency: testKey(store.terminalId),
    atMs: testNow,
  }
}

test('a load with cash, one that failed and one that nobody knows have no card to go back to', async () => {
  const maya = await addTestCustomer(db, { balance: 500n, store })
  const [cash] = await db.query<{ id: Uuid }>('SELECT id FROM funding.loads WHERE account_id = $1', [maya.accountId])
  for (const id of [cash!.id, newId()]) {
    expect(await refundLoad(db, psp, order(id))).toEqual({ ok: false, code: 'not_found' })
  }
})
