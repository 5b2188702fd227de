import type { OfflinePayment } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../books.ts'
import { addTestCustomer, addTestStore } from '../brand.ts'
import { appDatabase } from '../database.ts'
import { allowOffline, forwardingServer, offlineTill } from '../offline-till.ts'
import { testNow } from '../till.ts'

const db = await appDatabase()

test('50 forwards of the same payments at once, over two server processes, book each of them once [2.6]', async () => {
  const store = await addTestStore(db)
  await allowOffline(db, store)
  const till = await offlineTill(db, store)
  const customers = await Promise.all([1, 2, 3].map(() => addTestCustomer(db, { balance: 1_000n, store })))
  const poor = await addTestCustomer(db, { balance: 50n, store })
  const payments: OfflinePayment[] = []
  for (const customer of [...customers, poor]) payments.push(await till.take(customer, { amount: 400 }))
  const servers = [forwardingServer(db), forwardingServer(db)]
  const at = { terminalId: store.terminalId, storeId: store.id, keyId: till.key.keyId, nowMs: testNow + 60_000 }
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => servers[i % 2]!.forward(at, payments)))
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]!.results.map(({ outcome }) => outcome)).toEqual(['taken', 'taken', 'taken', 'declined'])
  for (const customer of customers) expect(await balanceOf(db, customer.accountId)).toBe(600n)
  expect(await balanceOf(db, poor.accountId)).toBe(50n)
  const booked = await db.query('SELECT id FROM payments.payments WHERE terminal_id = $1', [store.terminalId])
  expect(booked).toHaveLength(3)
  await expectSoundBooks(db)
  await Promise.all([till.close(), ...servers.map(server => server.close())])
})

test('limits hold when tablets of one till forward at the same time [2.6]', async () => {
  const store = await addTestStore(db)
  await allowOffline(db, store, { limits: { terminalCount: 5, terminalSum: 10_000 } })
  const tablets = await Promise.all(Array.from({ length: 10 }, () => offlineTill(db, store)))
  const customer = await addTestCustomer(db, { balance: 10_000n, store })
  const batches = await Promise.all(
    tablets.map(async (tablet, i) => [await tablet.take(customer, { amount: 100, atMs: testNow + i * 60_000 })]),
  )
  const answers = await Promise.all(tablets.map((tablet, i) => tablet.forward(batches[i]!, testNow + 3_600_000)))
  const told = answers.flatMap(({ results }) => results.map(({ outcome, reason }) => reason ?? outcome))
  expect(told.filter(word => word === 'taken')).toHaveLength(5)
  expect(told.filter(word => word === 'limit_exceeded')).toHaveLength(5)
  expect(await balanceOf(db, customer.accountId)).toBe(9_500n)
  await Promise.all(tablets.map(tablet => tablet.close()))
})
