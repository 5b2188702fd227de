import { afterAll, expect, test } from 'vitest'
import { expectSoundBooks } from '../../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, type TestCustomer } from '../../../../test/brand.ts'
import { proved } from '../../../../test/callers.ts'
import { callOf } from '../../../../test/calls.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testGifts } from '../../../../test/gifts.ts'
import { testNow } from '../../../../test/till.ts'
import { manualClock } from '../../../kernel/clock.ts'
import { newId, type Uuid } from '../../../kernel/ids.ts'
import { openDatabase } from '../../../platform/database.ts'
import { cancelGift } from '../../gift-cards/close-gift.ts'
import { ownAccountId, trialBalanceRows } from '../../ledger/index.ts'
import { loadByCard } from '../load-by-card.ts'
import type { Psp } from '../psp/psp.ts'
import { refundLoad } from '../refunds/refund-load.ts'
import { addTestCard, deliverWebhooks, testKey, testSandbox } from '../testing.ts'
import { readPayouts } from './read-payouts.ts'
import { payoutRoutes } from './routes.ts'
import { selectFeesByMonth } from './store.ts'

const db = await testDatabase()
await addTestStore(db)
const clock = manualClock(testNow)
const psp = testSandbox(db, { clock })
const elsewhere = openDatabase(db.url)
afterAll(() => elsewhere.end())
const nowhere = { terminalId: undefined, storeId: undefined }
const finance = { ...proved, ...nowhere, role: 'finance', personId: newId(), name: '' } as const
const { listPayouts, getPayout } = payoutRoutes(db)

async function loaded({ accountId, customerId }: TestCustomer, amount: bigint, on: Psp = psp): Promise<Uuid> {
  const paymentMethodId = await addTestCard(db, psp, customerId)
  const more = { offSession: false, idempotency: testKey(customerId), atMs: clock.now() }
  const outcome = await loadByCard(db, on, { accountId, customerId, amount, currency, paymentMethodId, ...more })
  return outcome.ok ? outcome.load.id : newId()
}

/** What the brand has, or paid. */
async function balancesOf(): Promise<{ clearing: bigint; bank: bigint; fees: bigint }> {
  const rows = await trialBalanceRows(db, undefined)
  const named = (kind: 'psp_clearing' | 'bank' | 'psp_fees') =>
    -(rows.find(row => row.accountId === ownAccountId(kind, currency))?.balance ?? 0n)
  return { clearing: named('psp_clearing'), bank: named('bank'), fees: named('psp_fees') }
}

async function latest() {
  const list = await listPayouts(callOf(finance, {}))
  const [newest] = list.ok ? list.value.data : []
  const one = await getPayout(callOf(finance, { params: { id: newest!.id } }))
  if (!one.ok) throw new Error(one.code)
  return one.value
}

test('a payout is read once by many, matched line by line, and posted: what arrives at the bank, and what the provider kept [3.1]', async () => {
  const maya = await addTestCustomer(db)
  const first = await loaded(maya, 5_000n)
  const second = await loaded(maya, 3_000n)
  const order = { loadId: first, amount: 1_000n, reason: 'too much', staffId: newId(), atMs: testNow }
  await refundLoad(db, psp, { ...order, idempotency: testKey(order.staffId) })
  await psp.controls.openDispute(second)
  await deliverWebhooks(db, psp, clock)
  await psp.controls.payOut()
  const read = await Promise.all(
    Array.from({ length: 10 }, (_, i) => readPayouts(i % 2 ? db : elsewhere, psp, testNow)),
  )
  expect(read.reduce((sum, count) => sum + count, 0)).toBe(1)
  const payout = await latest()
  expect(payout).toMatchObject({ items: 4, unmatched: 0, fees: 175 + 117 + 1_500, amount: 5_000 - 1_000 - 1_792 })
  expect(payout.lines.every(line => line.matched)).toBe(true)
  expect(await balancesOf()).toEqual({ clearing: 0n, bank: BigInt(payout.amount), fees: BigInt(payout.fees) })
  await deliverWebhooks(db, psp, clock)
  expect(await balancesOf()).toMatchObject({ clearing: 0n })
  await expectSoundBooks(db)
  const [fees] = await selectFeesByMonth(db, { timeZone: 'UTC', currency, fromMs: 0 })
  expect(fees).toEqual({ month: '2026-11', fees: 1_792n, amount: 8_000n, count: 2n })
})

test('a line that our books do not know, or know otherwise, is listed; what is booked later matches then [3.1]', async () => {
  clock.advance(86_400_000)
  const maya = await addTestCustomer(db)
  const silent: Psp = {
    ...psp,
    findCharge: async () => undefined,
    charge: async request => {
      await psp.charge(request)
      throw new Error('we died')
    },
  }
  await loaded(maya, 2_000n, silent).catch(() => undefined)
  const known = await loaded(maya, 700n)
  await db.query(`UPDATE sandbox_psp.records SET value = value || $2 WHERE kind = 'item' AND id = $1`, [
    `txn_ch_${known}`,
    JSON.stringify({ gross: 701 }),
  ])
  await psp.controls.payOut()
  expect(await readPayouts(db, psp, clock.now())).toBe(1)
  const before = await latest()
  expect(before.lines.map(line => line.problem).sort()).toEqual(['amountDiffers', 'notBooked'])
  expect(before.unmatched).toBe(2)
  const [pending] = await db.query<{ id: Uuid }>(`SELECT id FROM funding.loads WHERE status = 'pending'`)
  await deliverWebhooks(db, psp, clock)
  expect(await db.query('SELECT status FROM funding.loads WHERE id = $1', [pending!.id])).toEqual([
    { status: 'succeeded' },
  ])
  await readPayouts(db, psp, clock.now())
  expect((await latest()).lines.map(line => line.problem)).toEqual(['amountDiffers', null])
  const unmatched = await listPayouts(callOf(finance, { query: { unmatched: 'only' } }))
  expect(unmatched.ok && unmatched.value.data.map(payout => payout.unmatched)).toEqual([1])
})

test('a gift bought by card is matched like a load, and so is its way back', async () => {
  clock.advance(86_400_000)
  const { room, buy } = testGifts(db, clock)
  const buyer = await addTestCustomer(db)
  await buy(buyer)
  const { id: giftId } = await buy(buyer)
  await cancelGift(room, { giftId, buyerId: buyer.customerId, atMs: clock.now() })
  await psp.controls.payOut()
  await readPayouts(db, psp, clock.now())
  const { lines, unmatched } = await latest()
  expect(lines.map(line => [line.type, line.loadId])).toEqual([
    ['charge', null],
    ['charge', null],
    ['refund', null],
  ])
  expect(unmatched).toBe(0)
})

test('a payout that the bank sends back is taken back: the amount is at the provider again, the fees stay paid', async () => {
  clock.advance(86_400_000)
  const before = await balancesOf()
  await loaded(await addTestCustomer(db), 4_000n)
  await psp.controls.payOut()
  await readPayouts(db, psp, clock.now())
  const failing: Psp = {
    ...psp,
    listPayouts: async since =>
      (await psp.listPayouts(since)).map((payout, i, all) =>
        i === all.length - 1 ? { ...payout, status: 'failed' as const } : payout,
      ),
  }
  for (let i = 0; i < 3; i++) await readPayouts(db, failing, clock.now())
  const after = await balancesOf()
  expect(after.bank).toBe(before.bank)
  expect(after.clearing - before.clearing).toBe(4_000n - 146n)
  expect((await latest()).postedAt).toBeNull()
  await expectSoundBooks(db)
})

test('a payout that nobody knows is not there', async () => {
  for (const id of ['pot_01jd2m5x9qe8r8y9k2v3w4x5y6', 'nonsense']) {
    expect(await getPayout(callOf(finance, { params: { id } }))).toEqual({ ok: false, code: 'not_found' })
  }
  expect(await listPayouts(callOf(finance, { query: { cursor: 'x' } }))).toMatchObject({ code: 'validation_failed' })
})
