/** The CDNOW purchases, where they are at hand: real input, its sums counted here apart from the import's own reading. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { proveLedger } from '../../modules/ledger/index.ts'
import { importPurchases } from './import-purchases.ts'
import { fileOf, usual } from './testing.ts'

const path = fileURLToPath(new URL('../../../../../shared/data/cdnow/CDNOW_master.txt', import.meta.url))
const isThere = existsSync(path)
if (!isThere) console.warn(`Skipped: the CDNOW purchases are not at ${path}`)

test.skipIf(!isThere)('the first 3,000 CDNOW purchases are imported to the cent', async () => {
  const db = await testDatabase()
  const lines = readFileSync(path, 'latin1').split('\r\n').slice(0, 3001)
  const rows = lines.slice(1).map(line => line.trim().split(/ +/))
  const cents = rows.map(row => BigInt(row[3]!.replace('.', '')))
  const file = fileOf('CDNOW_master.txt', lines.join('\r\n'))
  const report = await importPurchases({ db, file, ...usual, separator: 'whitespace', dateFormat: 'yyyyMMdd' })
  expect(report).toMatchObject({
    lines: 3001,
    header: 1,
    payments: cents.filter(amount => amount > 0n).length,
    visits: cents.filter(amount => amount === 0n).length,
    broken: [],
    customersCreated: new Set(rows.map(row => row[0])).size,
  })
  const [paid] = await db.query<{ paid: bigint }>('SELECT sum(amount)::bigint AS paid FROM payments.payments')
  expect(paid!.paid).toBe(cents.reduce((sum, amount) => sum + amount, 0n))
  expect((await proveLedger(db)).ok).toBe(true)
})
