// Tills that never rest, in a process of its own that the test kills. Each payment and refund is sent again with its key until
// it is answered; the answer is on disk before it counts.
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fromTypeId, newId } from '../../src/kernel/ids.ts'
import { refundPayment } from '../../src/modules/payments/refund-payment.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { addTestCustomer, addTestStore } from '../brand.ts'
import { testFingerprint, testNow, testRequest, testTill } from '../till.ts'

const [url = '', acknowledgements = ''] = process.argv.slice(2)
const db = openDatabase(url)
const file = openSync(acknowledgements, 'a')
const answered: { line: string; resolve: () => void }[] = []
const store = await untilAnswered(() => addTestStore(db))
const till = testTill(db, store)
await Promise.all(Array.from({ length: 12 }, () => payForEver()))

async function payForEver(): Promise<void> {
  const customer = await untilAnswered(() => addTestCustomer(db, { balance: 100_000_000n, store }))
  for (let i = 0; ; i++) {
    const request = testRequest(store, customer, { amount: 1 + (i % 900), atMs: testNow + i * 30_000 })
    const outcome = await untilAnswered(() => till.take(request))
    if (!outcome.ok) throw new Error(outcome.code)
    const paymentId = fromTypeId('pay', outcome.value.id!)!
    await acknowledge(`payment ${paymentId} ${request.idempotency.key}`)
    if (i % 5 === 0) await refund(paymentId)
  }
}

async function refund(paymentId: string): Promise<void> {
  const { id: storeId, terminalId, cashierId: staffId } = store
  const idempotency = { clientId: terminalId, key: newId(), fingerprint: testFingerprint(paymentId) }
  const order = {
    paymentId,
    storeId,
    terminalId,
    staffId,
    role: 'cashier' as const,
    reason: 'Spilled',
    idempotency,
    atMs: testNow,
  }
  const outcome = await untilAnswered(() => refundPayment(db, order))
  if (!outcome.ok) throw new Error(outcome.code)
  await acknowledge(`refund ${outcome.refund.id} ${idempotency.key}`)
}

/** The database may be gone for a while: ask again, with the same key. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch {
      await sleep(20)
    }
  }
}

/** Answers of the same moment share one fsync. */
function acknowledge(line: string): Promise<void> {
  return new Promise(resolve => {
    if (answered.push({ line, resolve }) === 1) setImmediate(writeAnswers)
  })
}

function writeAnswers(): void {
  const answers = answered.splice(0)
  writeSync(file, answers.map(({ line }) => `${line}\n`).join(''))
  fsyncSync(file)
  for (const { resolve } of answers) resolve()
}
