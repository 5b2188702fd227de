import { afterAll, expect, test } from 'vitest'
import { balanceOf } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, testKey } from '../../../test/brand.ts'
import { asCustomer, callOf, cashierOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { testNow } from '../../../test/till.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import { codeResolver } from '../wallet/index.ts'
import { loadRecorder } from './record-load.ts'
import { fundingRoutes } from './routes.ts'
import { addTestCard, testSandbox } from './testing.ts'

const db = await appDatabase()
const store = await addTestStore(db)
const recordLoad = loadRecorder(db)
afterAll(() => recordLoad.close())
const resolveCode = codeResolver(db, testKey)
const psp = testSandbox(db)
const { controls } = psp
const { takeLoad } = shaped(fundingRoutes({ db, psp, controls, recordLoad, resolveCode, loadMinimum: 500n }))
const maya = await addTestCustomer(db)
const noah = await addTestCustomer(db)
const account = toTypeId('acc', maya.accountId)
const card = { type: 'card', paymentMethodId: toTypeId('pmt', await addTestCard(db, psp, maya.customerId)) }
const cash = { type: 'cash' }

test('a customer loads an own account by card', async () => {
  const body = { accountId: account, amount: 2_000, currency, tender: card }
  expect(await takeLoad(callOf(asCustomer(maya), { body }))).toMatchObject({ ok: true, value: { status: 'succeeded' } })
  expect(await balanceOf(db, maya.accountId)).toBe(2_000n)
})

test("someone else's account answers as an unknown one", async () => {
  for (const accountId of [account, toTypeId('acc', newId())]) {
    const body = { accountId, amount: 2_000, currency, tender: card }
    expect(await takeLoad(callOf(asCustomer(noah), { body }))).toEqual({ ok: false, code: 'not_found' })
  }
})

test('a till loads the account behind a pay code with cash; a repeat answers the same though the code has expired', async () => {
  const body = { code: noah.codeAt(testNow), amount: 700, currency, tender: cash }
  const first = await takeLoad(callOf(cashierOf(store), { body, key: 'cash' }))
  expect(first).toMatchObject({ ok: true, value: { amount: 700, tender: 'cash' } })
  const late = { ...callOf<'takeLoad'>(cashierOf(store), { body, key: 'cash' }), nowMs: testNow + 600_000 }
  expect(await takeLoad(late)).toEqual({ ...first, replayed: true })
  expect(await balanceOf(db, noah.accountId)).toBe(700n)
})

test.each([
  ['less than the minimum', asCustomer(maya), { accountId: account, amount: 499, tender: card }, 'validation_failed'],
  ['cash from a customer', asCustomer(maya), { accountId: account, amount: 700, tender: cash }, 'validation_failed'],
  [
    'a card at the till',
    cashierOf(store),
    { code: maya.codeAt(testNow), amount: 700, tender: card },
    'validation_failed',
  ],
  ['cash without a code', cashierOf(store), { amount: 700, tender: cash }, 'validation_failed'],
  ['cash with an unknown code', cashierOf(store), { code: '0'.repeat(16), amount: 700, tender: cash }, 'code_invalid'],
  ['cash without a till', { ...cashierOf(store), terminalId: undefined }, { amount: 700, tender: cash }, 'forbidden'],
  [
    'a currency that the store does not keep',
    cashierOf(store),
    { code: maya.codeAt(testNow), amount: 700, currency: 'EUR', tender: cash },
    'currency_mismatch',
  ],
  [
    'a currency that the account does not hold',
    asCustomer(maya),
    { accountId: account, amount: 700, currency: 'EUR', tender: card },
    'currency_mismatch',
  ],
])('%s is refused', async (_what, caller, body, code) => {
  expect(await takeLoad(callOf(caller, { body: { currency, ...body } }))).toMatchObject({ ok: false, code })
  expect(await balanceOf(db, maya.accountId)).toBe(2_000n)
})
