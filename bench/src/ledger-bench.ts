/** How fast the books take postings, and whole payments without HTTP, against TPC-B on the same server. */
import { newId } from '../../server/src/kernel/ids.ts'
import { proveLedger } from '../../server/src/modules/ledger/index.ts'
import { paymentCommitter } from '../../server/src/modules/payments/index.ts'
import type { Database } from '../../server/src/platform/database.ts'
import { type Books, currency, openBooks } from './accounts.ts'
import { baselineClients, createBaseline, driverBaseline } from './baseline.ts'
import { closedLoop } from './closed-loop.ts'
import { openDatabases } from './databases.ts'
import { ledgerPoster } from './ledger-poster.ts'
import type { BenchOptions } from './options.ts'
import { seededRandom } from './random.ts'
import { machineOf, type Report } from './report.ts'
import { type Contender, measureRounds } from './rounds.ts'
import { untilStopped } from './until-stopped.ts'

const amount = 450n
const balance = 1_000_000_000n
const inFlights = [64, 1024]

export async function benchLedger(options: BenchOptions): Promise<Report> {
  const databases = await openDatabases(options.databaseUrl)
  return untilStopped(databases.remove, async () => {
    const { db, baselineUrl } = databases
    const accounts = options.accounts ?? 100_000
    const { rounds, seconds, scale } = options
    const baseline = await createBaseline(baselineUrl, scale, options.driver)
    const books = await openBooks(db, accounts, balance, Date.now())
    await databases.checkpoint()

    const payers = openPayers(db, books)
    const measured = await measureRounds(baseline, payers.contenders, { rounds, seconds })
    await payers.close()
    const driver =
      baseline.kind === 'pgbench' ? { driverPerSecond: await driverBaseline(baselineUrl, scale).measure(seconds) } : {}
    return {
      name: 'ledger',
      machine: machineOf(databases.postgresVersion),
      baseline: baseline.kind,
      ...driver,
      clients: baselineClients,
      scale,
      rounds,
      seconds,
      accounts,
      ...measured,
      proof: await proveBooks(db, accounts, payers.taken()),
    }
  })
}

/** What is compared: postings in the ledger alone, and payments with code, key, receipt and event. */
function openPayers(db: Database, { accountIds, salesId, storeId }: Books) {
  const poster = ledgerPoster(db)
  const committer = paymentCommitter(db)
  const random = seededRandom(1)
  const terminalId = newId()
  const staffId = newId()
  let taken = 0
  const some = () => ({
    id: newId(),
    accountId: accountIds[random(accountIds.length)]!,
    salesId,
    amount,
    currency,
    atMs: Date.now(),
  })
  const post = async () => {
    await poster.submit(some())
    taken += 1
  }
  const pay = async () => {
    const posting = some()
    const outcome = await committer.submit({
      ...posting,
      lane: 0,
      customerName: 'Maya',
      storeId,
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
    contenders: [...inFlights.map(contender('ledger', post)), ...inFlights.map(contender('payments', pay))],
    taken: () => taken,
    close: () => Promise.all([poster.close(), committer.close()]),
  }
}

/** Throws unless the books balance and hold exactly what was acknowledged. */
async function proveBooks(db: Database, accounts: number, taken: number): Promise<Report['proof']> {
  const proof = await proveLedger(db)
  const wrong = proof.checks.filter(check => !check.ok).map(check => `${check.name}: ${check.detail}`)
  if (wrong.length > 0) throw new Error(`the books are wrong: ${wrong.join('; ')}`)
  const [row] = await db.query<{ paid: bigint }>(
    'SELECT coalesce(sum(amount), 0)::bigint AS paid FROM ledger.transfers WHERE kind = 2',
  )
  const [held] = await db.query<{ held: bigint }>('SELECT sum(balance)::bigint AS held FROM ledger.accounts')
  if (row!.paid !== BigInt(taken) * amount || held!.held !== BigInt(accounts) * balance - row!.paid) {
    throw new Error(`${taken} payments were acknowledged, but the books hold ${row!.paid / amount}`)
  }
  return { ok: proof.ok, transfers: proof.transfers }
}
