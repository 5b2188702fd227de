import { afterAll, expect, test } from 'vitest'
import { backendsWaiting, endBackends } from '../../../test/backends.ts'
import { balanceOf, expectSoundBooks } from '../../../test/books.ts'
import { addTestCustomer, addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testFingerprint, testNow } from '../../../test/till.ts'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { laneOf, ownAccountId, setFrozen } from '../ledger/index.ts'
import { loadRecorder } from './record-load.ts'
import type { FinalLoad } from './store.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const recorder = loadRecorder(db)
afterAll(() => recorder.close())

function cash(accountId: Uuid, amount: bigint, key: string = newId(), of = currency): FinalLoad {
  const { id: storeId, terminalId, cashierId: staffId } = store
  const idempotency = { clientId: terminalId, key, fingerprint: testFingerprint([accountId, String(amount)]) }
  const sourceId = ownAccountId('cash_in_tills', of, storeId)
  const what = { amount, currency: of, tender: 'cash', storeId, terminalId, staffId } as const
  return { lane: laneOf(accountId), id: newId(), accountId, sourceId, ...what, idempotency, atMs: testNow }
}

test('cash is loaded, also into a frozen account, and its key answers with the first load', async () => {
  const { accountId } = await addTestCustomer(db)
  await db.transaction(tx => setFrozen(tx, accountId, true))
  const first = await recorder.submit(cash(accountId, 2000n, 'key'))
  expect(first).toMatchObject({ ok: true, load: { amount: 2000n, status: 'succeeded' }, replayed: false })
  expect(await recorder.submit(cash(accountId, 2000n, 'key'))).toEqual({ ...first, replayed: true })
  const other = await recorder.submit(cash(accountId, 2001n, 'key'))
  expect(other).toEqual({ ok: false, code: 'idempotency_key_reused' })
  expect(await balanceOf(db, accountId)).toBe(2000n)
})

test('one load sent 50 times at once by two processes is booked once', async () => {
  const { accountId } = await addTestCustomer(db)
  const second = loadRecorder(db)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => (i % 2 ? recorder : second).submit(cash(accountId, 700n, 'raced'))),
  )
  await second.close()
  expect(outcomes.every(outcome => outcome.ok)).toBe(true)
  expect(new Set(outcomes.map(outcome => outcome.ok && outcome.load.id)).size).toBe(1)
  expect(await balanceOf(db, accountId)).toBe(700n)
  await expectSoundBooks(db)
})

test('50 loads at once into room for one: exactly one is booked', async () => {
  const { accountId } = await addTestCustomer(db, { ceiling: 1000n })
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => recorder.submit(cash(accountId, 600n))))
  expect(outcomes.filter(outcome => outcome.ok)).toHaveLength(1)
  expect(outcomes.filter(outcome => !outcome.ok && outcome.code === 'balance_limit_exceeded')).toHaveLength(49)
  expect(await balanceOf(db, accountId)).toBe(600n)
})

test('what an account does not allow is refused with its reason, and nothing is written', async () => {
  const { accountId } = await addTestCustomer(db)
  expect(await recorder.submit(cash(newId(), 100n))).toEqual({ ok: false, code: 'not_found' })
  expect(await recorder.submit(cash(accountId, 100n, newId(), 'EUR'))).toEqual({ ok: false, code: 'currency_mismatch' })
  expect(await db.query('SELECT id FROM funding.loads WHERE account_id = $1', [accountId])).toEqual([])
})

test('a load that waits while its own key is committed elsewhere answers with that load, not with a refusal', async () => {
  const { accountId } = await addTestCustomer(db, { ceiling: 600n })
  const elsewhere = loadRecorder(db)
  const { first, second } = await db.transaction(async tx => {
    await tx.query('SELECT FROM ledger.heads FOR UPDATE')
    const first = elsewhere.submit(cash(accountId, 600n, 'waits'))
    const [pidOfFirst] = await backendsWaiting(db, '%funding.take%', 1)
    const second = recorder.submit(cash(accountId, 600n, 'waits'))
    const waiting = await backendsWaiting(db, '%funding.take%', 2)
    await endBackends(
      db,
      waiting.filter(pid => pid !== pidOfFirst),
    )
    await backendsWaiting(db, '%funding.take%', 2)
    return { first, second }
  })
  const answers = await Promise.all([first, second])
  await elsewhere.close()
  expect(answers[1]).toEqual({ ...answers[0], replayed: true })
  expect(await balanceOf(db, accountId)).toBe(600n)
})
