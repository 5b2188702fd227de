/** Imports a purchase history from a file: reads it in portions, leaves out what is known, opens customers, replays. Resumable. */
import { loadRecorder } from '../../modules/funding/index.ts'
import { paymentCommitter, selectFingerprints } from '../../modules/payments/index.ts'
import { type ImportedCustomers, importedCustomers } from './customers.ts'
import { readPortions } from './read-lines.ts'
import { type Charge, type ReplayRoom, replayPortion, writeVisits } from './replay.ts'
import { type ImportReport, newTally, reportOf } from './report.ts'
import { type ImportOptions, type ImportSettings, settleSettings } from './settings.ts'
import { lineSorter, type SortedLines } from './sort-lines.ts'

/** One portion is one batch of payments; a few are under way at a time. */
const portionSize = 1024
const portionsInFlightMax = 3

/**
 * Every line of the file ends up in the report. Rejects when the file, the mapping or the database does not let it go on; what was
 * committed until then stays, and the same call goes on from there.
 */
export async function importPurchases(options: ImportOptions): Promise<ImportReport> {
  const startedMs = performance.now()
  const { db, dryRun = false, loadAmount = 2500n } = options
  const settings = await settleSettings(options)
  const { source, currency, clientId, store } = settings
  const tally = newTally()
  const [payments, loads] = [paymentCommitter(db), loadRecorder(db)]
  const room = { db, payments, loads, storeId: store.id, currency, clientId, loadAmount, tally }
  try {
    const stoppedAt = await importFile(options, settings, room)
    const interrupted = options.signal?.aborted ?? false
    const tookMs = performance.now() - startedMs
    return reportOf(tally, { source, dryRun, currency, stoppedAt, interrupted, tookMs })
  } finally {
    await Promise.all([payments.close(), loads.close()])
  }
}

/** Returns the line that stopped it, if one did. */
async function importFile(options: ImportOptions, settings: ImportSettings, room: ReplayRoom) {
  const { db, tally, clientId } = room
  const { source, currency } = settings
  const dryRun = options.dryRun ?? false
  const stops = options.onError === 'stop'
  const customers = importedCustomers(db, { source, currency, dryRun, masterKey: options.masterKey })
  const sortLines = lineSorter(options, settings, tally, keys => selectFingerprints(db, clientId, keys))
  const write = dryRun ? countOnly(room, customers) : portionWriter(room, customers)
  let stoppedAt: number | undefined
  try {
    for await (const portion of readPortions(options.file, portionSize)) {
      const sorted = await sortLines(portion)
      await write.add(sorted)
      const purchases = tally.payments + tally.visits
      options.onProgress?.({ bytesRead: portion.bytesRead, lines: tally.lines, purchases })
      stoppedAt = sorted.stoppedAt ?? (stops ? tally.broken[0]?.line : undefined)
      if (stoppedAt !== undefined || options.signal?.aborted) break
    }
  } finally {
    await write.settled()
  }
  write.throwFailure()
  return stops ? (stoppedAt ?? tally.broken[0]?.line) : undefined
}

interface PortionWriter {
  /** Resolves when the next portion may come. */
  add(lines: SortedLines): Promise<void>
  /** Resolves when nothing is in flight any more; never rejects. */
  settled(): Promise<void>
  throwFailure(): void
}

/** Keeps a few portions in flight; the first failure ends it. */
function portionWriter(room: ReplayRoom, customers: ImportedCustomers): PortionWriter {
  const inFlight = new Set<Promise<void>>()
  let after: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | undefined
  const throwFailure = () => {
    if (failure) throw failure.error
  }
  return {
    async add({ fresh }) {
      room.tally.customersCreated += await customers.prepare(fresh)
      const charges = fresh.map(purchase => ({ purchase, customer: customers.of(purchase) }))
      await writeVisits(
        room,
        charges.filter(charge => !isPaid(charge)),
      )
      const { submitted, done } = replayPortion(room, charges.filter(isPaid), after)
      after = submitted
      const settled: Promise<void> = done
        .catch(error => {
          failure ??= { error }
        })
        .finally(() => inFlight.delete(settled))
      inFlight.add(settled)
      if (inFlight.size >= portionsInFlightMax) await Promise.race(inFlight)
      throwFailure()
    },
    async settled() {
      await Promise.all(inFlight)
    },
    throwFailure,
  }
}

function countOnly({ tally }: ReplayRoom, customers: ImportedCustomers): PortionWriter {
  return {
    async add({ fresh }) {
      tally.customersCreated += await customers.prepare(fresh)
      for (const { amount } of fresh) {
        tally[amount > 0n ? 'payments' : 'visits']++
        tally.paid += amount
      }
    },
    settled: async () => {},
    throwFailure: () => {},
  }
}

function isPaid({ purchase }: Charge): boolean {
  return purchase.amount > 0n
}
