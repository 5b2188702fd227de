import { afterAll, expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { sqlState } from '../../platform/database.ts'
import { PostingRefused } from './post-exactly.ts'
import { reverseTransfer } from './reverse-transfer.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
afterAll(() => till.close())

const reverse = (transferId: Uuid, accountId: Uuid) =>
  db.transaction(tx => reverseTransfer(tx, { transferId, accountId, atMs: testNow }))

/** A customer whose load of 1000 has id `loadId`. */
async function loaded() {
  const customer = await addTestCustomer(db, { balance: 1000n, store })
  const [load] = await db.query<{ id: Uuid }>('SELECT id FROM funding.loads WHERE account_id = $1', [
    customer.accountId,
  ])
  return { customer, accountId: customer.accountId, loadId: load!.id }
}

test('a reversal is the mirror image of its transfer, and the transfer stays [1.3]', async () => {
  const { accountId, loadId } = await loaded()
  const outcome = await reverse(loadId, accountId)
  expect(await balanceOf(db, accountId)).toBe(0n)
  const columns = 'kind, debit_account, credit_account, amount, currency, reverses'
  const rows = await db.query<Record<string, unknown>>(
    `SELECT id, ${columns} FROM ledger.transfers WHERE id = $1 OR reverses = $1 ORDER BY reverses NULLS FIRST`,
    [loadId],
  )
  const [original, mirror] = rows
  expect(mirror).toEqual({
    ...original,
    id: outcome.ok && outcome.transferId,
    kind: 4,
    debit_account: original!.credit_account,
    credit_account: original!.debit_account,
    reverses: loadId,
  })
  await expectSoundBooks(db)
})

test('a transfer is reversed once, also by 50 at once', async () => {
  const { accountId, loadId } = await loaded()
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => reverse(loadId, accountId)))
  expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue
    // Whoever comes second finds either the balance gone or the reversal there.
    expect(outcome.reason instanceof PostingRefused || sqlState(outcome.reason) === '23505').toBe(true)
  }
  expect(await balanceOf(db, accountId)).toBe(0n)
  await expectSoundBooks(db)
})

test('a second reversal is refused even when the balance would allow it', async () => {
  const { accountId, loadId, customer } = await loaded()
  await till.pay(customer, { amount: 400 })
  const [payment] = await db.query<{ id: Uuid }>('SELECT id FROM payments.payments WHERE account_id = $1', [accountId])
  await reverse(payment!.id, accountId)
  await expect(reverse(payment!.id, accountId)).rejects.toSatisfy(error => sqlState(error) === '23505')
  expect(await balanceOf(db, accountId)).toBe(1000n)
  await reverse(loadId, accountId)
  expect(await balanceOf(db, accountId)).toBe(0n)
})

test('a reversal that would take the account below zero is refused, and nothing is written', async () => {
  const { accountId, loadId, customer } = await loaded()
  await till.pay(customer, { amount: 1 })
  await expect(reverse(loadId, accountId)).rejects.toThrow(PostingRefused)
  expect(await balanceOf(db, accountId)).toBe(999n)
  expect(await db.query('SELECT id FROM ledger.transfers WHERE reverses = $1', [loadId])).toEqual([])
})

test('there is nothing to reverse where there is no transfer', async () => {
  expect(await reverse(newId(), newId())).toEqual({ ok: false, code: 'not_found' })
})
