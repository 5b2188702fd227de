/**
 * A batch of printed gift cards, ready for the printer, three of them sold. Their numbers and PINs follow from the master key, so
 * that the demo can tell them again without keeping them.
 */
import { hkdfSync } from 'node:crypto'
import { assert } from '../kernel/assert.ts'
import { newId } from '../kernel/ids.ts'
import {
  activateCard,
  addMade,
  insertBatch,
  insertCards,
  type PrintedCard,
  printCard,
} from '../modules/gift-cards/index.ts'
import { printedNumberOf } from '../modules/wallet/index.ts'
import type { MasterKey } from '../platform/crypto.ts'
import type { Database } from '../platform/database.ts'
import { cashiersOf, demoStaff } from './staff.ts'
import { demoStores, harborAndRye } from './stores.ts'

const dayMs = 86_400_000
const count = 12
const sold = [
  { daysAgo: 40, amount: 5000n, tender: 'cardAtTill' },
  { daysAgo: 33, amount: 2500n, tender: 'cash' },
  { daysAgo: 26, amount: 1000n, tender: 'cash' },
] as const

/** The first of them are sold, the others wait in the rack. */
export function demoGiftCards(masterKey: MasterKey): (PrintedCard & { sold: boolean })[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = Buffer.from(hkdfSync('sha256', masterKey.bytes, '', `demo gift card ${i}`, 12))
    const digits = String(bytes.readBigUInt64BE() % 10n ** 14n).padStart(14, '0')
    const pin = String(bytes.readUInt32BE(8) % 1_000_000).padStart(6, '0')
    return { number: printedNumberOf(digits), pin, sold: i < sold.length }
  })
}

export async function writeCards(db: Database, masterKey: MasterKey, nowMs: number, currency: string): Promise<void> {
  const cards = demoGiftCards(masterKey)
  await writeBatch(db, masterKey, cards, { nowMs, currency })
  const store = demoStores[0]!
  const staffId = cashiersOf(store.name)[0]
  const terminalId = store.terminals[0]!.id
  for (const [i, { daysAgo, amount, tender }] of sold.entries()) {
    const idempotency = { clientId: terminalId, key: `demo gift card ${i}`, fingerprint: '0'.repeat(32) }
    const sale = {
      number: cards[i]!.number,
      amount,
      currency,
      tender,
      storeId: store.id,
      terminalId,
      staffId,
      idempotency,
    }
    const outcome = await activateCard(db, masterKey, { ...sale, atMs: nowMs - daysAgo * dayMs })
    assert(outcome.ok, 'a card of the demo is activated')
  }
}

async function writeBatch(
  db: Database,
  masterKey: MasterKey,
  cards: readonly PrintedCard[],
  { nowMs, currency }: { nowMs: number; currency: string },
): Promise<void> {
  const { id: personId, name } = demoStaff.find(person => person.role === 'finance')!
  const batch = {
    id: newId(nowMs - 45 * dayMs),
    name: 'Counter display, autumn',
    design: 'morning-tide',
    currency,
    ceiling: BigInt(harborAndRye.balanceMaximum),
    validMonths: null,
    count,
    orderedBy: { id: personId, name },
    idempotency: { clientId: personId, key: 'demo card batch', fingerprint: '0'.repeat(32) },
    atMs: nowMs - 45 * dayMs,
  }
  const printed = await Promise.all(cards.map(card => printCard(masterKey, batch, card, batch.atMs)))
  await db.transaction(async tx => {
    if (!(await insertBatch(tx, batch))) return
    await insertCards(tx, printed)
    await addMade(tx, batch.id, printed.length)
  })
}
