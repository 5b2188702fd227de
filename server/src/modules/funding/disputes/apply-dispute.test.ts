import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, loadTestCash, type TestCustomer } from '../../../../test/brand.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow, testTill } from '../../../../test/till.ts'
import { manualClock } from '../../../kernel/clock.ts'
import { newId, type Uuid } from '../../../kernel/ids.ts'
import { openDatabase } from '../../../platform/database.ts'
import { accountStates, debtAccountId, lotsOf, ownAccountId, postTransfers } from '../../ledger/index.ts'
import { loadByCard } from '../load-by-card.ts'
import { signed } from '../psp/sandbox/webhooks.ts'
import { receiveWebhook } from '../receive-webhook.ts'
import { selectLoadById } from '../store.ts'
import { addTestCard, deliverWebhooks, sandboxRoomOf, testKey, testSandbox } from '../testing.ts'
import { applyDispute, giveBackWaiting } from './apply-dispute.ts'
import { selectOwed } from './store.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const clock = manualClock(testNow)
const psp = testSandbox(db, { clock })
const till = testTill(db, store)
afterAll(() => till.close())

async function loaded(customer: TestCustomer, amount: bigint, card = 'sandbox_visa'): Promise<Uuid> {
  const { accountId, customerId } = customer
  const paymentMethodId = await addTestCard(db, psp, customerId, card)
  const more = { offSession: false, idempotency: testKey(customerId), atMs: testNow }
  const outcome = await loadByCard(db, psp, { accountId, customerId, amount, currency, paymentMethodId, ...more })
  if (!outcome.ok || outcome.load.status !== 'succeeded') throw new Error('not loaded')
  return outcome.load.id
}

/** What the account owes, by our books and by what is kept for loads; they must be the same. */
async function owedBy(accountId: Uuid): Promise<bigint> {
  const debt = (await accountStates(db, [debtAccountId(accountId)])).get(debtAccountId(accountId))
  const owed = (await selectOwed(db, [accountId])).get(accountId) ?? 0n
  expect(-(debt?.balance ?? 0n)).toBe(owed)
  return owed
}

async function dispute(loadId: Uuid): Promise<void> {
  await psp.controls.openDispute(loadId)
  await deliverWebhooks(db, psp, clock)
}

async function close(loadId: Uuid, won: boolean): Promise<void> {
  await psp.controls.closeDispute(loadId, won)
  await deliverWebhooks(db, psp, clock)
}

test("a dispute takes the load's own lot back first, and leaves what came from elsewhere alone [3.4]", async () => {
  const maya = await addTestCustomer(db, { balance: 700n, store })
  const loadId = await loaded(maya, 2000n)
  await dispute(loadId)
  expect(await balanceOf(db, maya.accountId)).toBe(700n)
  const lots = (await lotsOf(db, [maya.accountId])).get(maya.accountId)!
  expect(lots.map(lot => lot.tender)).toEqual(['cash'])
  expect(await owedBy(maya.accountId)).toBe(0n)
})

test('what was spent of a disputed load is taken from other lots, and the rest becomes a debt: never a negative balance [3.4]', async () => {
  const maya = await addTestCustomer(db, { balance: 700n, store })
  const loadId = await loaded(maya, 2000n)
  expect(await till.pay(maya, { amount: 2200 })).toMatchObject({ ok: true })
  await dispute(loadId)
  expect(await balanceOf(db, maya.accountId)).toBe(0n)
  expect(await owedBy(maya.accountId)).toBe(1500n)
  expect(await db.query('SELECT amount, taken_back, debt FROM funding.disputes WHERE load_id = $1', [loadId])).toEqual([
    { amount: 2000n, taken_back: 500n, debt: 1500n },
  ])
  await expectSoundBooks(db)
})

test('a debt is recovered from the next load, in part or whole, by card or cash, in the same transaction [3.4]', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya, 2000n)
  await till.pay(maya, { amount: 2000 })
  await dispute(loadId)
  expect(await owedBy(maya.accountId)).toBe(2000n)
  await loadTestCash(db, store, maya.accountId, 500n)
  expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([0n, 1500n])
  const next = await loaded(maya, 1800n)
  expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([300n, 0n])
  expect(await selectLoadById(db, next)).toMatchObject({ recovered: 1500n })
  await loadTestCash(db, store, maya.accountId, 400n)
  expect(await balanceOf(db, maya.accountId)).toBe(700n)
  await expectSoundBooks(db)
})

test('a dispute that is won gives all back: to the lots it came from, to the debt, and what later loads have paid [3.4]', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya, 2000n)
  await till.pay(maya, { amount: 1200 })
  await dispute(loadId)
  await loadTestCash(db, store, maya.accountId, 900n)
  expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([0n, 300n])
  await close(loadId, true)
  expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([1700n, 0n])
  const lots = (await lotsOf(db, [maya.accountId])).get(maya.accountId)!
  expect(lots.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['refund', 900n],
    ['paid', 800n],
  ])
  await expectSoundBooks(db)
})

test('a dispute that is lost changes nothing more', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya, 2000n)
  await till.pay(maya, { amount: 500 })
  await dispute(loadId)
  await close(loadId, false)
  expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([0n, 500n])
})

test('one dispute told 50 times at once by two processes takes the value back once [3.4]', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya, 2000n)
  await till.pay(maya, { amount: 1500 })
  await psp.controls.openDispute(loadId)
  const state = (await psp.readDispute(`dp_${loadId}`))!
  const load = (await selectLoadById(db, loadId))!
  const elsewhere = openDatabase(db.url)
  await Promise.all(
    Array.from({ length: 50 }, (_, i) => applyDispute(i % 2 ? elsewhere : db, 'sandbox', load, state, testNow)),
  )
  await psp.controls.closeDispute(loadId, true)
  const won = (await psp.readDispute(`dp_${loadId}`))!
  await Promise.all(
    Array.from({ length: 50 }, (_, i) => applyDispute(i % 2 ? elsewhere : db, 'sandbox', load, won, testNow)),
  )
  await elsewhere.end()
  expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([500n, 0n])
  expect(await db.query('SELECT status FROM funding.disputes WHERE load_id = $1', [loadId])).toEqual([
    { status: 'won' },
  ])
  await expectSoundBooks(db)
})

test('50 disputes of one account, its payments and its loads all at once: no negative balance, and every unit is somewhere', async () => {
  const maya = await addTestCustomer(db)
  const loads: Uuid[] = []
  for (let i = 0; i < 10; i++) loads.push(await loaded(maya, 1000n))
  for (const id of loads) await psp.controls.openDispute(id)
  const disputes = loads.flatMap(id => Array.from({ length: 5 }, () => id))
  const pays = Array.from({ length: 20 }, (_, i) => till.pay(maya, { amount: 300, atMs: testNow + i * 60_000 }))
  const cash = Array.from({ length: 10 }, () => loadTestCash(db, store, maya.accountId, 400n))
  const [, paid] = await Promise.all([
    Promise.all(
      disputes.map(async id => {
        const load = (await selectLoadById(db, id))!
        await applyDispute(db, 'sandbox', load, (await psp.readDispute(`dp_${id}`))!, testNow)
      }),
    ),
    Promise.all(pays),
    Promise.all(cash),
  ])
  const spent = paid.filter(outcome => outcome.ok).length * 300
  const balance = await balanceOf(db, maya.accountId)
  expect(balance >= 0n).toBe(true)
  // 10,000 loaded by card and taken back, 4,000 cash, less what was spent: held, or owed.
  expect(balance - (await owedBy(maya.accountId))).toBe(4000n - BigInt(spent))
  await expectSoundBooks(db)
})

test('webhooks in any order, doubled, and one of a charge that was never settled end the same', async () => {
  const room = sandboxRoomOf(db, clock)
  const orders = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2, 1, 0],
    [2, 2, 0, 1],
  ]
  for (const order of orders) {
    const maya = await addTestCustomer(db)
    const loadId = await loaded(maya, 2000n)
    await psp.controls.openDispute(loadId)
    await psp.controls.closeDispute(loadId, false)
    const events = [
      { eventId: `a ${loadId}`, about: 'charge', reference: `ch_${loadId}` },
      { eventId: `b ${loadId}`, about: 'dispute', reference: `dp_${loadId}` },
      { eventId: `c ${loadId}`, about: 'dispute', reference: `dp_${loadId}` },
    ] as const
    for (const i of order) {
      expect(await receiveWebhook(db, psp, signed(room, events[i]!), testNow)).toEqual({ ok: true })
    }
    expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([0n, 0n])
    const rows = await db.query('SELECT status, taken_back FROM funding.disputes WHERE load_id = $1', [loadId])
    expect(rows).toEqual([{ status: 'lost', taken_back: 2000n }])
  }
})

test('a won dispute for which the account has no room waits, and is given back when there is some', async () => {
  const maya = await addTestCustomer(db, { ceiling: 2500n })
  const loadId = await loaded(maya, 2000n)
  await dispute(loadId)
  await loadTestCash(db, store, maya.accountId, 2500n)
  await close(loadId, true)
  expect(await balanceOf(db, maya.accountId)).toBe(2500n)
  expect(await giveBackWaiting(db, testNow)).toBe(0)
  await till.pay(maya, { amount: 2000 })
  expect(await giveBackWaiting(db, testNow)).toBe(1)
  expect(await balanceOf(db, maya.accountId)).toBe(2500n)
  expect(await giveBackWaiting(db, testNow)).toBe(0)
})

test('a dispute takes no value whose time was over, however late its news comes', async () => {
  const maya = await addTestCustomer(db)
  const loadId = await loaded(maya, 2000n)
  await till.pay(maya, { amount: 2000 })
  const promotion = { id: newId(), kind: 'load', amount: 600n, currency, atMs: testNow } as const
  const debit = { id: ownAccountId('promotions', currency), guarded: false }
  const credit = { id: maya.accountId, guarded: true }
  const opens = { kind: 'promotional', tender: 'promotion', expiresMs: testNow + 60_000 } as const
  await db.transaction(tx => postTransfers(tx, [{ ...promotion, debit, credit, opens }]))
  await psp.controls.openDispute(loadId)
  const state = { ...(await psp.readDispute(`dp_${loadId}`))!, openedMs: testNow + 1_000 }
  await applyDispute(db, psp.provider, (await selectLoadById(db, loadId))!, state, testNow + 61_000)
  expect([await balanceOf(db, maya.accountId), await owedBy(maya.accountId)]).toEqual([0n, 2000n])
})
