/** Shifts of the last days at the first till of each store: opened in the morning, counted in the evening, some a little off. */
import { namedId } from '../kernel/ids.ts'
import { localOf, utcOf } from '../kernel/local-time.ts'
import { closeShift, countShift, openShift } from '../modules/shifts/index.ts'
import type { Database } from '../platform/database.ts'
import { cashiersOf } from './staff.ts'
import { type DemoStore, demoStores } from './stores.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const days = 3
const float = 15_000n
/** What the counts are off, in turn. */
const offBy = [0n, -125n, 0n, 40n, -5n] as const

/** What was written before is found by its key. */
export async function writeShifts(db: Database, currency: string, nowMs: number): Promise<void> {
  for (const [i, store] of demoStores.entries()) {
    for (let back = days; back >= 1; back--) {
      await writeShift(db, { store, currency, nowMs, back, off: offBy[(i + back) % offBy.length]! })
    }
  }
}

interface Day {
  readonly store: DemoStore
  readonly currency: string
  readonly nowMs: number
  /** How many days ago. */
  readonly back: number
  readonly off: bigint
}

async function writeShift(db: Database, { store, currency, nowMs, back, off }: Day): Promise<void> {
  const midnight = Math.floor(localOf(nowMs, store.timeZone) / dayMs) * dayMs - back * dayMs
  const openedMs = utcOf(midnight + 6 * hourMs, store.timeZone)
  const closedMs = utcOf(midnight + 20 * hourMs, store.timeZone)
  const terminalId = store.terminals[0]!.id
  const staffId = cashiersOf(store.name)[0]
  const place = { storeId: store.id, terminalId, staffId, currency }
  const key = (what: string) => ({
    clientId: terminalId,
    key: `demo shift ${what} ${midnight}`,
    fingerprint: namedId('demo shift', what, String(midnight)).replaceAll('-', ''),
  })
  const opened = await openShift(db, { ...place, float, idempotency: key('open'), atMs: openedMs })
  if (!opened.ok || opened.shift.closed_at) return
  const { report } = await countShift(db, opened.shift, { toMs: closedMs, counted: undefined })
  const counted = BigInt(report.cash.expected) + off
  await closeShift(db, { ...place, shiftId: opened.shift.id, counted, idempotency: key('close'), atMs: closedMs })
}
