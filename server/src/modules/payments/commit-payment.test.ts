import { afterAll, expect, test } from 'vitest'
import { backendsWaiting, endBackends } from '../../../test/backends.ts'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testRequest, testRoom, testTill } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import { type Database, openDatabase } from '../../platform/database.ts'
import { paymentCommitter } from './commit-payment.ts'
import { takePayment } from './take-payment.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())

test('a batch whose connection is lost before it is written is written again, and each payment is taken once', async () => {
  const customers = await Promise.all(Array.from({ length: 20 }, () => addTestCustomer(db, { balance: 450n, store })))
  const outcomes = await db.transaction(async tx => {
    await tx.query('SELECT FROM ledger.heads FOR UPDATE')
    const outcomes = Promise.all(customers.map(customer => till.pay(customer, { amount: 450 })))
    await endBackends(db, await backendsWaiting(db, '%payments.take%', 1))
    return { outcomes }
  })
  for (const outcome of await outcomes.outcomes) expect(outcome).toMatchObject({ ok: true, value: { approved: 450 } })
  for (const customer of customers) expect(await balanceOf(db, customer.accountId)).toBe(0n)
  await expectSoundBooks(db)
})

test('a payment that waits while its own key is committed elsewhere answers with that payment, not with a decline', async () => {
  const customer = await addTestCustomer(db, { balance: 450n, store })
  const key = newId()
  const elsewhere = openDatabase(db.url)
  const otherTill = testTill(elsewhere, store)
  const { first, second } = await db.transaction(async tx => {
    await tx.query('SELECT FROM ledger.heads FOR UPDATE')
    const first = otherTill.pay(customer, { amount: 450, key })
    const [batchOfFirst] = await backendsWaiting(db, '%payments.take%', 1)
    const second = till.pay(customer, { amount: 450, key })
    const waiting = await backendsWaiting(db, '%payments.take%', 2)
    await endBackends(
      db,
      waiting.filter(pid => pid !== batchOfFirst),
    )
    await backendsWaiting(db, '%payments.take%', 2)
    return { first, second }
  })
  const answers = await Promise.all([first, second])
  await otherTill.close()
  await elsewhere.end()
  expect(answers[0]).toMatchObject({ ok: true })
  expect(answers[1]).toEqual({ ...answers[0], replayed: true })
  expect(await balanceOf(db, customer.accountId)).toBe(0n)
})

test('a used code, a bound code and a code shown twice do not keep the other payments of their batch from going together', async () => {
  const fresh = () => addTestCustomer(db, { balance: 900n, store })
  const [used, bound, twice, ...others] = await Promise.all(Array.from({ length: 23 }, fresh))
  await till.pay(used!, { amount: 100 })
  expect(await till.pay(bound!, { amount: 901 })).toMatchObject({ code: 'insufficient_funds' })
  const elsewhere = newId()
  const before = await batchCount()
  const outcomes = await Promise.all([
    till.pay(used!, { amount: 100 }),
    till.pay(bound!, { amount: 100, terminalId: elsewhere }),
    till.pay(twice!, { amount: 100 }),
    till.pay(twice!, { amount: 100 }),
    ...others.map(customer => till.pay(customer, { amount: 100 })),
  ])
  const codes = outcomes.map(outcome => (outcome.ok ? 'paid' : outcome.code))
  expect(codes.slice(0, 2)).toEqual(['code_used', 'code_used'])
  expect(codes.slice(2, 4).sort()).toEqual(['code_used', 'paid']) // which of the two comes first is not said
  expect(codes.slice(4)).toEqual(others.map(() => 'paid'))
  // Looked-up together, most of the 21 that pay share a batch; alone each would have one of its own.
  expect((await batchCount()) - before).toBeLessThanOrEqual(3)
  await expectSoundBooks(db)
})

test('a payment that is committed elsewhere under its own key between two looks is its own answer, not a used code', async () => {
  const customer = await addTestCustomer(db, { balance: 900n, store })
  const request = testRequest(store, customer, { amount: 450 })
  let looks = 0
  const racing: Database = {
    ...db,
    connect: async () => ({ query: () => Promise.reject(new Error('no batch: go alone')), end: async () => {} }),
    query: async (text, values, name) => {
      const rows = await db.query(text, values, name)
      if (++looks === 1) await till.take(request) // elsewhere, after our first look and before our second
      return rows as never[]
    },
  }
  const commitPayment = paymentCommitter(racing)
  const room = { ...testRoom(db), commitPayment }
  expect(await takePayment(room, request)).toMatchObject({ ok: true, replayed: true, value: { approved: 450 } })
  await commitPayment.close()
  expect(await balanceOf(db, customer.accountId)).toBe(450n)
})

async function batchCount(): Promise<number> {
  const [row] = await db.query<{ count: bigint }>('SELECT count(*) FROM ledger.batches')
  return Number(row!.count)
}
