import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { OfflinePayment } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { balanceOf, expectSoundBooks } from '../books.ts'
import { addTestCustomer, addTestStore } from '../brand.ts'
import { testDatabase } from '../database.ts'
import { allowOffline, offlineTill } from '../offline-till.ts'
import { testNow } from '../till.ts'
import type { ForwardingWork } from './forwarding-process.ts'

const db = await testDatabase()
const program = fileURLToPath(new URL('./forwarding-process.ts', import.meta.url))
const count = 20

/** Kills a server in the middle of a forward: as soon as so many payments are booked. */
async function forwardAndKill(work: ForwardingWork, afterBooked: number): Promise<void> {
  const child = fork(program, [db.url], { serialization: 'advanced' })
  await once(child, 'message')
  const ended = once(child, 'exit')
  child.send(work)
  for (;;) {
    const [row] = await db.query<{ booked: bigint }>(
      'SELECT count(*) AS booked FROM payments.payments WHERE terminal_id = $1',
      [work.at.terminalId],
    )
    if (row!.booked >= BigInt(afterBooked)) break
  }
  child.kill('SIGKILL')
  await ended
}

test.each([0, 1, 7, 13])(
  'a server killed after %i of 20 forwarded payments: the repeat books the rest, and none twice [2.6]',
  async afterBooked => {
    const store = await addTestStore(db)
    await allowOffline(db, store, { limits: { perAccount: 100_000 } })
    const till = await offlineTill(db, store)
    const customer = await addTestCustomer(db, { balance: 10_000n, store })
    const payments: OfflinePayment[] = []
    for (let i = 0; i < count; i++)
      payments.push(await till.take(customer, { amount: 10 + i, atMs: testNow + i * 60_000 }))
    const at = { terminalId: store.terminalId, storeId: store.id, keyId: till.key.keyId, nowMs: testNow + 3_600_000 }
    await forwardAndKill({ at, payments }, afterBooked)
    const { results } = await till.forward(payments, testNow + 3_700_000)
    expect(results.map(({ outcome }) => outcome)).toEqual(payments.map(() => 'taken'))
    expect(new Set(results.map(({ paymentId }) => paymentId)).size).toBe(count)
    expect(await balanceOf(db, customer.accountId)).toBe(10_000n - 10n * 20n - 190n)
    const booked = await db.query('SELECT id FROM payments.payments WHERE terminal_id = $1', [store.terminalId])
    expect(booked).toHaveLength(count)
    await expectSoundBooks(db)
    await till.close()
  },
)
