import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testFingerprint, testNow, testTill } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import { loadRecorder } from '../funding/index.ts'
import { laneOf, ownAccountId } from '../ledger/index.ts'

const seed = 20261122
const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
const recorder = loadRecorder(db)
afterAll(() => Promise.all([till.close(), recorder.close()]))

const plans = fc.record({
  balances: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 3, maxLength: 3 }),
  movements: fc.array(fc.record({ who: fc.nat(2), amount: fc.integer({ min: 1, max: 120 }) }), { maxLength: 25 }),
})

test('a batch takes as many payments as there is money for: what is declined would not fit even afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async ({ balances, movements }) => {
      const customers = await Promise.all(
        balances.map(balance => addTestCustomer(db, { balance: BigInt(balance), store })),
      )
      const outcomes = await Promise.all(
        movements.map(({ who, amount }, i) => till.pay(customers[who]!, { amount, atMs: testNow + i * 30_000 })),
      )
      for (const [who, customer] of customers.entries()) {
        const own = movements
          .map(({ amount }, i) => ({ amount, outcome: outcomes[i]! }))
          .filter((_, i) => movements[i]!.who === who)
        const paid = own.filter(({ outcome }) => outcome.ok).reduce((sum, { amount }) => sum + amount, 0)
        const rest = await balanceOf(db, customer.accountId)
        expect(rest).toBe(BigInt(balances[who]! - paid))
        for (const { amount, outcome } of own) if (!outcome.ok) expect(BigInt(amount)).toBeGreaterThan(rest)
      }
    }),
    { seed, numRuns: 25 },
  )
  await expectSoundBooks(db)
})

test('a batch books as many loads as there is room for: what is refused would not fit even afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async ({ balances, movements }) => {
      const customers = await Promise.all(balances.map(ceiling => addTestCustomer(db, { ceiling: BigInt(ceiling) })))
      const outcomes = await Promise.all(
        movements.map(({ who, amount }) => recorder.submit(cash(customers[who]!.accountId, amount))),
      )
      for (const [who, customer] of customers.entries()) {
        const balance = await balanceOf(db, customer.accountId)
        const own = movements
          .map(({ amount }, i) => ({ amount, outcome: outcomes[i]! }))
          .filter((_, i) => movements[i]!.who === who)
        expect(balance).toBe(
          BigInt(own.filter(({ outcome }) => outcome.ok).reduce((sum, { amount }) => sum + amount, 0)),
        )
        for (const { amount, outcome } of own) {
          if (!outcome.ok) expect(balance + BigInt(amount)).toBeGreaterThan(BigInt(balances[who]!))
        }
      }
    }),
    { seed, numRuns: 25 },
  )
  await expectSoundBooks(db)
})

function cash(accountId: string, amount: number) {
  const { id: storeId, terminalId, cashierId: staffId } = store
  const idempotency = { clientId: terminalId, key: newId(), fingerprint: testFingerprint(amount) }
  const place = { sourceId: ownAccountId('cash_in_tills', currency, storeId), storeId, terminalId, staffId }
  const what = { id: newId(), accountId, amount: BigInt(amount), currency, tender: 'cash', idempotency } as const
  return { lane: laneOf(accountId), ...what, ...place, atMs: testNow }
}
