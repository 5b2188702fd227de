/** How fast a purchase history is imported through the real write path: the same call as `ringfence import purchases`. */
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { importPurchases } from '../../server/src/cli/import/import-purchases.ts'
import { readMapping } from '../../server/src/cli/import/read-purchase.ts'
import { masterKeyOf } from '../../server/src/platform/crypto.ts'
import type { Database } from '../../server/src/platform/database.ts'
import type { BenchOptions } from './options.ts'
import { proveBooks } from './proof.ts'
import { machineOf, type Report } from './report.ts'
import { openServer } from './server.ts'
import { spreadOf } from './statistics.ts'
import { untilStopped } from './until-stopped.ts'

export async function benchImport(options: BenchOptions): Promise<Report> {
  const file = resolve(options.file)
  await access(file).catch(() => {
    throw new Error(`there is no purchase history at ${file}; name one with --file (the CDNOW purchases)`)
  })
  const server = await openServer(options.databaseUrl)
  return untilStopped(server.remove, async () => {
    const { rounds = 3 } = options
    const rates: number[] = []
    let last: Awaited<ReturnType<typeof importOnce>> | undefined
    for (let round = 0; round < rounds; round++) {
      last = await importOnce(await server.createMigrated(), file)
      rates.push(last.perSecond)
      await server.checkpoint()
    }
    return {
      name: 'import',
      machine: machineOf(server.version),
      rounds,
      accounts: last!.customers,
      results: [{ what: 'purchases', perSecond: spreadOf(rates) }],
      proof: last!.proof,
    }
  })
}

/** Into a new database; its books are proved, and every line must be accounted for. */
async function importOnce(db: Database, file: string) {
  const startedMs = performance.now()
  const report = await importPurchases({
    db,
    masterKey: masterKeyOf(Buffer.alloc(32, 7), 'benchmark'),
    file,
    mapping: readMapping('customer=1,date=2,quantity=3,amount=4'),
    separator: 'whitespace',
    dateFormat: 'yyyyMMdd',
    currency: 'USD',
    store: { name: 'CDNOW' },
    timeZone: 'America/New_York',
    nowMs: Date.now(),
  })
  const tookMs = performance.now() - startedMs
  if (report.broken.length > 0) throw new Error(`line ${report.broken[0]!.line}: ${report.broken[0]!.reason}`)
  const paid = BigInt(report.amounts[0]!.paid)
  const proof = await proveBooks(db, { payments: report.payments, paid })
  return { perSecond: (report.payments + report.visits) / (tookMs / 1000), customers: report.customersCreated, proof }
}
