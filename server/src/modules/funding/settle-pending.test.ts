import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, loadTestCash } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { openDatabase } from '../../platform/database.ts'
import { laneOf } from '../ledger/index.ts'
import { settlePending } from './load-by-card.ts'
import { sandboxPsp } from './sandbox-psp.ts'
import { insertPending, selectLoads } from './store.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const psp = sandboxPsp(db)
const later = testNow + 61_000

/** What a process leaves that dies between the provider's charge and the settlement. */
async function chargedAndDied(accountId: Uuid, amount: bigint): Promise<Uuid> {
  const id = newId()
  const idempotency = { clientId: accountId, key: id, fingerprint: '0'.repeat(32) }
  const nowhere = { storeId: undefined, terminalId: undefined, staffId: undefined }
  const what = { lane: laneOf(accountId), id, accountId, amount, currency, paymentMethodId: 'sandbox_visa' }
  await db.transaction(tx => insertPending(tx, { ...what, ...nowhere, idempotency, atMs: testNow }))
  await psp.charge({ ...what, key: id })
  return id
}

async function statusOf(accountId: Uuid, id: Uuid): Promise<string> {
  return (await selectLoads(db, laneOf(accountId), [id]))[0]!.status
}

test('after our process died, two others settle at once: the load is booked once', async () => {
  const { accountId } = await addTestCustomer(db)
  const id = await chargedAndDied(accountId, 1500n)
  const elsewhere = openDatabase(db.url)
  await Promise.all([db, elsewhere, db, elsewhere].map(process => settlePending(process, sandboxPsp(process), later)))
  await elsewhere.end()
  expect(await statusOf(accountId, id)).toBe('succeeded')
  expect(await balanceOf(db, accountId)).toBe(1500n)
  const events = await db.query(`SELECT 1 FROM ringfence.outbox WHERE type = 'loads.succeeded' AND $1 = ANY (ids)`, [
    id,
  ])
  expect(events).toHaveLength(1)
  await expectSoundBooks(db)
})

test('once a charge is decided to go back, no other process can book it, even when there is room again', async () => {
  const customer = await addTestCustomer(db, { ceiling: 2000n })
  const id = await chargedAndDied(customer.accountId, 1500n)
  await loadTestCash(db, store, customer.accountId, 1000n)
  const till = testTill(db, store)
  const refund = async (key: string) => {
    await till.pay(customer, { amount: 1000 })
    await settlePending(db, { ...psp, refund: async () => {} }, later)
    await psp.refund(key)
  }
  await settlePending(db, { ...psp, refund }, later)
  await till.close()
  expect(await statusOf(customer.accountId, id)).toBe('failed')
  expect(await db.query('SELECT refunded FROM sandbox_psp.charges WHERE key = $1', [id])).toEqual([{ refunded: true }])
  expect(await balanceOf(db, customer.accountId)).toBe(0n)
})

test('a charge whose return was cut short goes back at the next look, and the other loads do not wait for it', async () => {
  const full = await addTestCustomer(db, { ceiling: 2000n, balance: 1000n, store })
  const refused = await chargedAndDied(full.accountId, 1500n)
  const { accountId } = await addTestCustomer(db)
  const good = await chargedAndDied(accountId, 1500n)
  const unreachable = async () => {
    throw new Error('no answer')
  }
  await expect(settlePending(db, { ...psp, refund: unreachable }, later)).rejects.toThrow('no answer')
  expect(await statusOf(accountId, good)).toBe('succeeded')
  expect(await statusOf(full.accountId, refused)).toBe('pending')
  await settlePending(db, psp, later)
  expect(await statusOf(full.accountId, refused)).toBe('failed')
  expect(await balanceOf(db, full.accountId)).toBe(1000n)
})
