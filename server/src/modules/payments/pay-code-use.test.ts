import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, loadTestCash } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())

test('after a decline and a load, the same till succeeds with the same key and code', async () => {
  const customer = await addTestCustomer(db, { balance: 100n, store })
  const key = newId()
  expect(await till.pay(customer, { amount: 450, key })).toEqual({ ok: false, code: 'insufficient_funds' })
  await loadTestCash(db, store, customer.accountId, 400n)
  expect(await till.pay(customer, { amount: 450, key })).toMatchObject({ ok: true, value: { approved: 450 } })
  expect(await balanceOf(db, customer.accountId)).toBe(50n)
})

test('a declined code is bound to its till: at another till it is used, in a batch and alone [2.1]', async () => {
  const customer = await addTestCustomer(db, { balance: 100n, store })
  const other = await addTestCustomer(db, { balance: 100n, store })
  await till.pay(customer, { amount: 450 })
  const elsewhere = { amount: 50, terminalId: newId() }
  const outcomes = await Promise.all([till.pay(customer, elsewhere), till.pay(other, { amount: 50 })])
  expect(outcomes).toMatchObject([{ ok: false, code: 'code_used' }, { ok: true }])
  expect(await till.pay(customer, elsewhere)).toEqual({ ok: false, code: 'code_used' })
  expect(await till.pay(customer, { amount: 50 })).toMatchObject({ ok: true })
})

test('the code of the next step pays again at once', async () => {
  const customer = await addTestCustomer(db, { balance: 100n, store })
  expect(await till.pay(customer, { amount: 10 })).toMatchObject({ ok: true })
  expect(await till.pay(customer, { amount: 10, code: customer.codeAt(testNow + 30_000) })).toMatchObject({ ok: true })
})

test('one code at two tills, 50 times at once: exactly one payment is taken [2.1] [A2]', async () => {
  const customer = await addTestCustomer(db, { balance: 100_000n, store })
  const second = testTill(db, store)
  const terminals = [store.terminalId, newId()]
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? till : second).pay(customer, { amount: 450, terminalId: terminals[i % 2]! }),
    ),
  )
  await second.close()
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect(new Set(outcomes.flatMap(outcome => (outcome.ok ? [] : outcome.code)))).toEqual(new Set(['code_used']))
  expect(await balanceOf(db, customer.accountId)).toBe(100_000n - 450n)
  await expectSoundBooks(db)
})
