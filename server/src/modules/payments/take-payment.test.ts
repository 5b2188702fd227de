import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore, currency, type TestCustomer } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testRoom } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import { proveLedger } from '../ledger/index.ts'
import { takePayment } from './take-payment.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const room = testRoom(db)
const now = Date.parse('2026-11-22T12:00:00Z')

function request(
  customer: TestCustomer,
  amount: number,
  atMs = now,
  key = newId() as string,
  terminalId = store.terminalId,
) {
  const idempotency = { clientId: terminalId, key, fingerprint: String(fromJson(amount)).padStart(32, '0') }
  const { id: storeId, cashierId: staffId } = store
  return { code: customer.codeAt(atMs), amount, currency, storeId, terminalId, staffId, idempotency, atMs }
}

test('a payment is taken, and the books balance', async () => {
  const customer = await addTestCustomer(db, { balance: 2500n, store })
  const outcome = await takePayment(room, request(customer, 450))
  expect(outcome).toMatchObject({ ok: true, value: { approved: 450, status: 'captured', customerName: 'Maya' } })
  expect((await proveLedger(db)).checks.filter(check => !check.ok)).toEqual([])
})

test('50 payments at once of a balance that suffices for one: exactly one is taken [1.2] [A1]', async () => {
  const customer = await addTestCustomer(db, { balance: 450n, store })
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => takePayment(room, request(customer, 450, now + (i % 2) * 30_000))),
  )
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect((await proveLedger(db)).ok).toBe(true)
})

test('the same key answers with the first payment; with other content it is refused [A18]', async () => {
  const customer = await addTestCustomer(db, { balance: 2500n, store })
  const key = newId()
  const first = await takePayment(room, request(customer, 450, now, key))
  const again = await takePayment(room, request(customer, 450, now + 60_000, key))
  expect(again).toEqual({ ...first, replayed: true })
  expect(await takePayment(room, request(customer, 460, now, key))).toMatchObject({
    ok: false,
    code: 'idempotency_key_reused',
  })
})
