import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency, loadTestCash, type TestCustomer } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { openDatabase } from '../../platform/database.ts'
import { laneOf } from '../ledger/index.ts'
import { selectMethod, selectPspCustomer } from './cards/store.ts'
import type { Psp } from './psp/psp.ts'
import { chargeIdentityOf, settlePending } from './settle-load.ts'
import { insertPending, selectLoads } from './store.ts'
import { addTestCard, testSandbox } from './testing.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const psp = testSandbox(db)
const later = testNow + 61_000

/** What a process leaves that dies between the provider's charge and the settlement. */
async function chargedAndDied({ accountId, customerId }: TestCustomer, amount: bigint): Promise<Uuid> {
  const id = newId()
  const paymentMethodId = await addTestCard(db, psp, customerId)
  const { reference: pspCard } = (await selectMethod(db, customerId, paymentMethodId))!
  const { reference: pspCustomer } = (await selectPspCustomer(db, psp.provider, customerId))!
  const idempotency = { clientId: customerId, key: id, fingerprint: '0'.repeat(32) }
  const lane = laneOf(accountId)
  const what = { lane, id, accountId, amount, currency, paymentMethodId, pspCard, pspCustomer, provider: psp.provider }
  await db.transaction(tx => insertPending(tx, { ...what, offSession: false, idempotency, atMs: testNow }))
  const [load] = await selectLoads(db, lane, [id])
  await psp.charge({ ...chargeIdentityOf(load!), amount, currency, cardReference: pspCard, offSession: false })
  return id
}

async function refundsOf(id: Uuid): Promise<object> {
  const [row] = await db.query<{ refunds: object }>(
    `SELECT value -> 'refunds' AS refunds FROM sandbox_psp.records WHERE kind = 'charge' AND id = $1`,
    [`ch_${id}`],
  )
  return row!.refunds
}

async function statusOf(accountId: Uuid, id: Uuid): Promise<string> {
  return (await selectLoads(db, laneOf(accountId), [id]))[0]!.status
}

test('after our process died, two others settle at once: the load is booked once', async () => {
  const customer = await addTestCustomer(db)
  const { accountId } = customer
  const id = await chargedAndDied(customer, 1500n)
  const elsewhere = openDatabase(db.url)
  await Promise.all([db, elsewhere, db, elsewhere].map(process => settlePending(process, testSandbox(process), later)))
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
  const id = await chargedAndDied(customer, 1500n)
  await loadTestCash(db, store, customer.accountId, 1000n)
  const till = testTill(db, store)
  const nothing = async () => ({ status: 'succeeded', reference: null }) as const
  const refund: Psp['refund'] = async request => {
    await till.pay(customer, { amount: 1000 })
    await settlePending(db, { ...psp, refund: nothing }, later)
    return psp.refund(request)
  }
  await settlePending(db, { ...psp, refund }, later)
  await till.close()
  expect(await statusOf(customer.accountId, id)).toBe('failed')
  expect(await refundsOf(id)).toEqual({ [id]: 1500 })
  expect(await balanceOf(db, customer.accountId)).toBe(0n)
})

test('a charge whose return was cut short goes back at the next look, and the other loads do not wait for it', async () => {
  const full = await addTestCustomer(db, { ceiling: 2000n, balance: 1000n, store })
  const refused = await chargedAndDied(full, 1500n)
  const customer = await addTestCustomer(db)
  const { accountId } = customer
  const good = await chargedAndDied(customer, 1500n)
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

test('a charge that the provider does not give back stays open: nobody is told that nothing was charged', async () => {
  const full = await addTestCustomer(db, { ceiling: 2000n, balance: 1000n, store })
  const id = await chargedAndDied(full, 1500n)
  await settlePending(db, { ...psp, refund: async () => ({ status: 'failed', reference: null }) }, later)
  expect(await statusOf(full.accountId, id)).toBe('pending')
  await settlePending(db, psp, later)
  expect(await statusOf(full.accountId, id)).toBe('failed')
  expect(await refundsOf(id)).toEqual({ [id]: 1500 })
})
