import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { proveLedger } from '../../modules/ledger/index.ts'
import { importPurchases } from './import-purchases.ts'
import { booksOf, fileOf, usual } from './testing.ts'

const killed = await testDatabase()
const whole = await testDatabase()

/** Many customers with many lines each, mixed, some of them for nothing. */
const lines = Array.from({ length: 12_000 }, (_, i) => {
  const day = String(1 + (i % 28)).padStart(2, '0')
  const paid = i % 37 === 0 ? '0.00' : `${(i * 7919) % 90}.${String((i * 31) % 100).padStart(2, '0')}`
  const month = String(1 + Math.floor(i / 1000)).padStart(2, '0')
  return `${(i * 7) % 613},2025-${month}-${day},1,${paid}`
})
const file = fileOf('history.csv', lines.join('\n'))

test('an import that is killed twice and run again leaves the same books as one that was not', {
  timeout: 120_000,
}, async () => {
  // A few portions of 1,024 are in flight: each time there is enough left for the next.
  for (let time = 0; time < 2; time++) await killOnceWritten()
  const [partly] = await killed.query<{ count: bigint }>('SELECT count(*) FROM payments.payments')
  expect(partly!.count).toBeLessThan(11_600n)

  const rest = await importPurchases({ db: killed, file, ...usual, source: 'history' })
  expect(rest.alreadyImported).toBeGreaterThan(1)
  const once = await importPurchases({ db: whole, file, ...usual, source: 'history' })
  expect(once.payments + once.visits).toBe(12_000)
  expect(rest.payments + rest.visits + rest.alreadyImported).toBe(12_000)
  expect(await booksOf(killed)).toEqual(await booksOf(whole))
  expect((await proveLedger(killed)).ok).toBe(true)
})

test('an import that is asked to end finishes what is in flight, and goes on later', async () => {
  const ending = new AbortController()
  const options = { db: whole, file, ...usual, source: 'asked', store: { name: 'Other' } }
  const first = await importPurchases({ ...options, signal: ending.signal, onProgress: () => ending.abort() })
  expect(first).toMatchObject({ interrupted: true, lines: 1024 })
  expect(first.payments + first.visits).toBe(1024)
  expect(await importPurchases(options)).toMatchObject({ alreadyImported: 1024, lines: 12_000 })
})

/** The import is ended by SIGKILL in the midst of its work, at the moment when it says that it has written something. */
async function killOnceWritten(): Promise<void> {
  const program = fileURLToPath(new URL('./testing-program.ts', import.meta.url))
  const child = spawn(process.execPath, [program, killed.url, file], { stdio: 'inherit' })
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')
}
