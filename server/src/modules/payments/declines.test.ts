import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { dumpOf } from '../../../test/dump.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import { setFrozen } from '../ledger/index.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
const customer = await addTestCustomer(db, { balance: 1000n, store })
const frozen = await addTestCustomer(db, { balance: 1000n, store })
await db.transaction(tx => setFrozen(tx, frozen.accountId, true))
const line = { name: 'Flat white', quantity: 2, unitAmount: 200, tax: 34 }
let atMs = testNow
beforeEach(() => {
  atMs += 600_000
})
afterAll(() => till.close())

describe('a declined payment changes nothing, except that a right code is bound to its till', () => {
  test.each([
    { code: 'insufficient_funds', bound: true, pay: () => till.pay(customer, { atMs, amount: 1001 }) },
    { code: 'account_frozen', bound: true, pay: () => till.pay(frozen, { atMs, amount: 100 }) },
    {
      code: 'code_expired',
      bound: false,
      pay: () => till.pay(customer, { atMs, amount: 100, code: customer.codeAt(atMs - 60_000) }),
    },
    {
      code: 'code_invalid',
      bound: false,
      pay: () => till.pay(customer, { atMs, amount: 100, code: customer.codeAt(atMs + 60_000) }),
    },
    {
      code: 'code_invalid',
      bound: false,
      pay: () => till.pay(customer, { atMs, amount: 100, code: `00000000${'1'.repeat(8)}` }),
    },
    { code: 'code_invalid', bound: false, pay: () => till.pay(customer, { atMs, amount: 100, code: 'not a code' }) },
    { code: 'currency_mismatch', bound: false, pay: () => till.pay(customer, { atMs, amount: 100, currency: 'EUR' }) },
    { code: 'basket_mismatch', bound: false, pay: () => till.pay(customer, { atMs, amount: 433, items: [line] }) },
    {
      code: 'basket_mismatch',
      bound: false,
      pay: () => till.pay(customer, { atMs, amount: 500, items: [line], tip: 65 }),
    },
    { code: 'basket_mismatch', bound: false, pay: () => till.pay(customer, { atMs, amount: 100, tip: 100 }) },
    {
      code: 'basket_mismatch',
      bound: false,
      pay: () => till.pay(customer, { atMs, amount: 100, items: [], tip: 100 }),
    },
  ])('$code', async ({ code, bound, pay }) => {
    const before = await dumpOf(db)
    expect(await pay()).toEqual({ ok: false, code })
    const after = await dumpOf(db)
    expect(after['payments.presented_codes'] !== before['payments.presented_codes']).toBe(bound)
    // What has not the form of a pay code is a try at a gift card, and counted as such.
    const apart = { 'payments.presented_codes': '', 'ringfence.tries': '' }
    expect({ ...after, ...apart }).toEqual({ ...before, ...apart })
  })

  test('code_used', async () => {
    expect(await till.pay(customer, { atMs, amount: 1 })).toMatchObject({ ok: true })
    const before = await dumpOf(db)
    expect(await till.pay(customer, { atMs, amount: 1 })).toEqual({ ok: false, code: 'code_used' })
    expect(await till.pay(customer, { atMs, amount: 1, terminalId: newId() })).toEqual({ ok: false, code: 'code_used' })
    expect(await dumpOf(db)).toEqual(before)
  })
})

test('a decline in a batch with payments that are good declines alone', async () => {
  const others = await Promise.all(Array.from({ length: 5 }, () => addTestCustomer(db, { balance: 100n, store })))
  const outcomes = await Promise.all([
    ...others.map(other => till.pay(other, { atMs, amount: 100 })),
    till.pay(frozen, { atMs, amount: 100 }),
  ])
  expect(outcomes.map(outcome => outcome.ok)).toEqual([true, true, true, true, true, false])
})
