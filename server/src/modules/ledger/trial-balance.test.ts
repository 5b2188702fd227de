import { afterAll, expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { proved } from '../../../test/callers.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'
import { ownAccountId } from './accounts.ts'
import { floatOf } from './index.ts'
import { ledgerRoutes } from './routes.ts'
import { totalsOf, trialBalanceRows } from './trial-balance.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())
const routes = ledgerRoutes(db)
const hour = 3_600_000

// 2,500 are loaded at 1970; 450 are paid at noon, 300 an hour later.
const customer = await addTestCustomer(db, { balance: 2500n, store })
await till.pay(customer, { amount: 450 })
await till.pay(customer, { amount: 300, atMs: testNow + hour })
const sales = ownAccountId('store_sales', currency, store.id)
const nowhere = { terminalId: undefined, storeId: undefined }
const caller: Caller = { ...proved, ...nowhere, role: 'auditor', personId: sales, name: 'Ida' }

async function balanceAt(accountId: Uuid, atMs?: number) {
  const query = atMs === undefined ? {} : { at: new Date(atMs).toISOString() }
  const call = { params: { id: toTypeId('lac', accountId) }, query, body: undefined, caller, idempotency: undefined }
  const outcome = await routes.getLedgerAccount({ ...call, nowMs: testNow + 2 * hour })
  return outcome.ok ? outcome.value.balance : outcome.code
}

test.each([
  ['before the first payment', testNow - 1, 2500, 0],
  ['at the instant of the first payment', testNow, 2050, 450],
  ['just before the second', testNow + hour - 1, 2050, 450],
  ['at the second', testNow + hour, 1750, 750],
  ['now', undefined, 1750, 750],
])('balances and trial balance %s', async (_when, atMs, owed, sold) => {
  expect(await balanceAt(customer.accountId, atMs)).toBe(owed)
  expect(await balanceAt(sales, atMs)).toBe(sold)
  const rows = await trialBalanceRows(db, atMs)
  const balances = Object.fromEntries(rows.map(row => [row.kind, row.balance]))
  expect(balances).toMatchObject({ stored_value: BigInt(owed), store_sales: BigInt(sold), cash_in_tills: -2500n })
  expect(totalsOf(rows)).toEqual([{ currency, debit: 2500n, credit: 2500n }])
})

test('the float is what the customers are owed', async () => {
  expect(await floatOf(db, currency)).toEqual({ amount: 1750n, accounts: 1n })
})

test('books that do not balance show by how much', async () => {
  await db.query('UPDATE ledger.accounts SET balance = balance + 7 WHERE id = $1', [customer.accountId])
  expect(totalsOf(await trialBalanceRows(db, undefined))).toEqual([{ currency, debit: 2500n, credit: 2507n }])
})
