/** How fast the books take postings, and whole payments without HTTP, against TPC-B on the same server. */
import { newId } from '../../server/src/kernel/ids.ts'
import { paymentCommitter } from '../../server/src/modules/payments/index.ts'
import type { Database } from '../../server/src/platform/database.ts'
import { type Books, currency, openBooks } from './accounts.ts'
import { baselineClients, createBaseline, driverBaseline } from './baseline.ts'
import { closedLoop } from './closed-loop.ts'
import { ledgerPoster } from './ledger-poster.ts'
import type { BenchOptions } from './options.ts'
import { proveBooks } from './proof.ts'
import { seededRandom } from './random.ts'
import { machineOf, type Report } from './report.ts'
import { type Contender, measureRounds } from './rounds.ts'
import { openServer } from './server.ts'
import { untilStopped } from './until-stopped.ts'

const amount = 450n
const balance = 1_000_000_000n
const inFlights = [64, 1024]
const lotCounts = [2, 5]

export async function benchLedger(options: BenchOptions): Promise<Report> {
  const server = await openServer(options.databaseUrl)
  return untilStopped(server.remove, async () => {
    const { rounds = 5, seconds, scale, accounts = 100_000 } = options
    const baselineUrl = await server.createDatabase()
    const baseline = await createBaseline(baselineUrl, scale, options.driver)
    const db = await server.createMigrated()
    const books = await openBooks(db, accounts, balance, Date.now())
    const others = new Map<number, Books>()
    for (const lots of lotCounts) others.set(lots, await openBooks(db, accounts, balance, Date.now(), lots))
    await server.checkpoint()

    const payers = openPayers(db, books, others)
    const measured = await measureRounds(baseline, payers.contenders, { rounds, seconds })
    await payers.close()
    const driver =
      baseline.kind === 'pgbench' ? { driverPerSecond: await driverBaseline(baselineUrl, scale).measure(seconds) } : {}
    return {
      name: 'ledger',
      machine: machineOf(server.version),
      baseline: baseline.kind,
      ...driver,
      clients: baselineClients,
      scale,
      rounds,
      seconds,
      accounts,
      ...measured,
      proof: await proveBooks(db, { payments: payers.taken(), paid: BigInt(payers.taken()) * amount }),
    }
  })
}

/** What is compared: postings in the ledger alone, with one lot an account and with more, and payments with code, key, receipt and event. */
function openPayers(db: Database, books: Books, others: ReadonlyMap<number, Books>) {
  const poster = ledgerPoster(db)
  const committer = paymentCommitter(db)
  const random = seededRandom(1)
  const terminalId = newId()
  const staffId = newId()
  let taken = 0
  const some = ({ accountIds, salesId } = books) => ({
    id: newId(),
    accountId: accountIds[random(accountIds.length)]!,
    salesId,
    amount,
    currency,
    atMs: Date.now(),
  })
  const postFrom = (from: Books) => async () => {
    await poster.submit(some(from))
    taken += 1
  }
  const pay = async () => {
    const posting = some()
    const outcome = await committer.submit({
      ...posting,
      lane: 0,
      customerName: 'Maya',
      storeId: books.storeId,
      terminalId,
      staffId,
      code: { deviceId: posting.id, step: 1 },
      tax: 37,
      tip: 0,
      items: [{ name: 'Flat white', note: 'oat milk', quantity: 1, unitAmount: 413, tax: 37 }],
      idempotency: { clientId: terminalId, key: posting.id, fingerprint: '0'.repeat(32) },
    })
    if (!outcome.ok) throw new Error(`a payment was refused: ${outcome.code}`)
    taken += 1
  }
  const contender =
    (what: string, request: () => Promise<void>) =>
    (inFlight: number): Contender => ({
      what,
      inFlight,
      measure: seconds => closedLoop(inFlight, seconds, request),
    })
  return {
    contenders: [
      ...inFlights.map(contender('ledger', postFrom(books))),
      ...[...others].flatMap(([lots, from]) => inFlights.map(contender(`ledger, ${lots} lots`, postFrom(from)))),
      ...inFlights.map(contender('payments', pay)),
    ],
    taken: () => taken,
    close: () => Promise.all([poster.close(), committer.close()]),
  }
}
