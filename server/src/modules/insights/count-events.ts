/** Keeps the roll-ups: reads on in the outbox and counts each event exactly once, for the offset moves in the same transaction. */
import type { Database, Transaction } from '../../platform/database.ts'
import { type OutboxEntry, type ReadOutbox, readOutbox } from '../../platform/outbox.ts'
import { readLoadEvents } from '../funding/events.ts'
import { readRefundEvents, readTakenPayments, readTipEvents } from '../payments/events.ts'
import { addCustomerDays, addHours, addLoadHours, lockOffset, moveOffset, noStore } from './store.ts'

const portion = 10

/** Counts the next portion of a lane; true when there may be more. */
export async function countEvents(db: Database, read: ReadOutbox = readOutbox, lane = 0): Promise<boolean> {
  return db.transaction(async tx => {
    const offset = await lockOffset(tx, lane)
    const entries = await read(tx, lane, offset, portion, 'insights')
    const last = entries.at(-1)
    if (!last) return false
    await countSales(tx, lane, entries)
    await countLoads(tx, lane, entries)
    await moveOffset(tx, lane, last.seq)
    return entries.length === portion
  })
}

async function countSales(tx: Transaction, lane: number, entries: readonly OutboxEntry[]): Promise<void> {
  const payments = await readTakenPayments(tx, lane, entries)
  const refunds = await readRefundEvents(tx, lane, idsOf(entries, 'payments.refunded'))
  const hours = new Map<string, { storeId: string; hour: string; sales: bigint; count: bigint; refunds: bigint }>()
  const at = (event: { storeId: string; at: Date }) => {
    const hour = hourOf(event.at)
    const found = hours.get(event.storeId + hour) ?? { storeId: event.storeId, hour, sales: 0n, count: 0n, refunds: 0n }
    hours.set(event.storeId + hour, found)
    return found
  }
  for (const payment of payments) {
    const hour = at(payment)
    hour.sales += payment.amount
    hour.count += 1n
  }
  // A tip that came later adds to the sales, but is no visit of its own.
  for (const tip of await readTipEvents(tx, lane, idsOf(entries, 'payments.tipped'))) at(tip).sales += tip.amount
  for (const refund of refunds) at(refund).refunds += refund.amount
  await addHours(tx, [...hours.values()])
  await addCustomerDays(
    tx,
    payments.map(payment => ({ day: payment.at.toISOString().slice(0, 10), accountId: payment.accountId })),
  )
}

async function countLoads(tx: Transaction, lane: number, entries: readonly OutboxEntry[]): Promise<void> {
  const hours = new Map<
    string,
    { storeId: string; hour: string; amount: bigint; count: bigint; cardAmount: bigint; cardCount: bigint }
  >()
  for (const load of await readLoadEvents(tx, lane, idsOf(entries, 'loads.succeeded'))) {
    if (load.tender === 'promotion') continue // a present of the brand is no money in
    const storeId = load.storeId ?? noStore
    const hour = hourOf(load.at)
    const found = hours.get(storeId + hour) ?? { storeId, hour, amount: 0n, count: 0n, cardAmount: 0n, cardCount: 0n }
    hours.set(storeId + hour, found)
    found.amount += load.amount
    found.count += 1n
    if (load.tender === 'cash' || load.tender === 'bulk') continue
    found.cardAmount += load.amount
    found.cardCount += 1n
  }
  await addLoadHours(tx, [...hours.values()])
}

function idsOf(entries: readonly OutboxEntry[], type: OutboxEntry['type']): string[] {
  return entries.filter(entry => entry.type === type).flatMap(entry => entry.ids)
}

function hourOf(at: Date): string {
  return `${at.toISOString().slice(0, 13)}:00:00Z`
}
