import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../../test/books.ts'
import { addTestCustomer, addTestStore, currency } from '../../../../test/brand.ts'
import { testDatabase } from '../../../../test/database.ts'
import { testNow, testTill } from '../../../../test/till.ts'
import { hour, minute, testTopUp } from '../../../../test/top-up.ts'
import { readPayingAccounts } from '../../payments/events.ts'
import { runDueTopUps } from './run-due.ts'
import { setAutoTopUp } from './set-rule.ts'
import { selectAutoTopUp } from './store.ts'
import { followPayments, sweepThresholds } from './watch-balances.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const { room, saveCard } = testTopUp(db)
const till = testTill(db, store)

async function asleep() {
  const customer = await addTestCustomer(db, { balance: 1_000n, store })
  const { accountId, customerId } = customer
  const paymentMethodId = await saveCard(customerId)
  const rule = { amount: 2_000n, trigger: { type: 'threshold', threshold: 500n } as const, paymentMethodId }
  await setAutoTopUp(db, room, { accountId, customerId, currency, rule, atMs: testNow - hour })
  await runDueTopUps(room, testNow)
  const wakeAt = async () => (await selectAutoTopUp(db, accountId))!.state.wakeAtMs
  expect(await wakeAt()).toBeUndefined()
  return { ...customer, wakeAt }
}

async function followAll(nowMs: number) {
  while (await followPayments(db, readPayingAccounts, nowMs)); // to the end of what was there before
}

test('a payment wakes the rule of its account, and the account is topped up [3.3]', async () => {
  const [maya, noah] = [await asleep(), await asleep()]
  await followAll(testNow)
  expect(await till.pay(maya, { amount: 600 })).toMatchObject({ ok: true })
  await followAll(testNow + 1)
  expect(await maya.wakeAt()).toBe(testNow + 1)
  expect(await noah.wakeAt()).toBeUndefined()
  await runDueTopUps(room, testNow + 1)
  expect(await balanceOf(db, maya.accountId)).toBe(2_400n)
  expect(await balanceOf(db, noah.accountId)).toBe(1_000n)
})

test('a payment that leaves enough is looked at, and nothing is charged', async () => {
  const maya = await asleep()
  await till.pay(maya, { amount: 500 })
  await followAll(testNow)
  await runDueTopUps(room, testNow)
  expect(await balanceOf(db, maya.accountId)).toBe(500n)
  expect(await maya.wakeAt()).toBeUndefined()
})

test('20 followers at once read each payment once, and the account is topped up once [3.3]', async () => {
  const maya = await asleep()
  await till.pay(maya, { amount: 900 })
  const both = async () => {
    await followAll(testNow)
    await runDueTopUps(room, testNow)
  }
  await Promise.all(Array.from({ length: 20 }, both))
  expect(await balanceOf(db, maya.accountId)).toBe(2_100n)
})

test('a balance that fell without anybody noticing is found by the sweep, in whatever portion it lies [3.3]', async () => {
  const [maya, noah, rich] = [await asleep(), await asleep(), await asleep()]
  for (const customer of [maya, noah]) await till.pay(customer, { amount: 900 })
  expect(await sweepThresholds(db, testNow + 5, 1)).toBe(2)
  expect([await maya.wakeAt(), await noah.wakeAt(), await rich.wakeAt()]).toEqual([testNow + 5, testNow + 5, undefined])
  expect(await sweepThresholds(db, testNow + 6)).toBe(0)
  await runDueTopUps(room, testNow + minute)
  expect(await balanceOf(db, noah.accountId)).toBe(2_100n)
  await till.close()
  await expectSoundBooks(db)
})
