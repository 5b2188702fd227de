import { expect, test } from 'vitest'
import { addTestCustomer, addTestStore } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { testNow, testTill } from '../../../test/till.ts'
import type { Queryable } from '../../platform/database.ts'
import { readOutbox } from '../../platform/outbox.ts'
import { readPayingAccounts, readPaymentEvents, readTakenPayments } from './events.ts'

const db = await testDatabase()
const store = await addTestStore(db)
const till = testTill(db, store)
const maya = await addTestCustomer(db, { balance: 100_000n, store })
const noah = await addTestCustomer(db, { balance: 100_000n, store })

test('what entries tell of taken payments is read once for all who ask, in the order in which it happened', async () => {
  for (let i = 0; i < 12; i++)
    await till.pay(i % 3 ? maya : noah, {
      amount: 100 + i,
      atMs: testNow + i * 30_000,
      ...(i === 5 && { captureMode: 'manual' }),
    })
  await till.close()
  const entries = await readOutbox(db, 0, 0n, 100)
  let reads = 0
  const on: Queryable = {
    query: (text, values, name) => {
      reads += 1
      return db.query(text, values, name)
    },
  }
  const first = await readTakenPayments(on, 0, entries.slice(0, 8))
  expect(reads).toBe(1)
  const all = await readTakenPayments(on, 0, entries)
  expect(reads).toBe(2)
  expect(all.slice(0, first.length)).toEqual(first)
  expect(all.map(payment => Number(payment.amount))).toEqual([100, 101, 102, 103, 104, 106, 107, 108, 109, 110, 111])
  expect(all.map(payment => payment.accountId)).toEqual(
    [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11].map(i => (i % 3 ? maya : noah).accountId),
  )
  expect(
    await readPaymentEvents(
      db,
      0,
      all.map(payment => payment.id),
    ),
  ).toEqual(all)
  expect((await readPayingAccounts(on, 0, entries)).sort()).toEqual(
    [...all.map(payment => payment.accountId), maya.accountId].sort(),
  )
  expect(reads).toBe(3) // the payment that is only held
})
