/**
 * Draws the cards of ordered batches, a portion at a time: slow hashes take minutes for thousands of PINs. Safe in several processes
 * and when killed at any point: what a portion made is there with its count, or not at all.
 */
import { newId } from '../../kernel/ids.ts'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { drawPrintedNumber, hideNumber } from '../wallet/index.ts'
import { addMade, type BatchRow, lockBatch, type NewBatch, selectUnmade } from './batch-store.ts'
import { insertCards, type NewCard } from './card-store.ts'
import { drawPin, hashPin } from './pin.ts'

const portionSize = 25
const purpose = 'printed gift cards'

/** What the printer is told about one card. */
export interface PrintedCard {
  readonly number: string
  readonly pin: string
}

/** Returns how many cards were made; 0 when no batch lacks any. */
export async function makeBatches(db: Database, masterKey: MasterKey, nowMs: number): Promise<number> {
  const batch = await selectUnmade(db)
  if (!batch) return 0
  const cards: NewCard[] = []
  for (let i = batch.made; i < batch.count && cards.length < portionSize; i++) {
    cards.push(await drawCard(masterKey, batch, nowMs)) // one after the other, so that PINs asked for meanwhile are not kept waiting
  }
  return db.transaction(async tx => {
    const now = (await lockBatch(tx, batch.id))!
    const fresh = await insertCards(tx, cards.slice(0, now.count - now.made))
    await addMade(tx, batch.id, fresh.size)
    return fresh.size
  })
}

async function drawCard(masterKey: MasterKey, batch: BatchRow, nowMs: number): Promise<NewCard> {
  return printCard(masterKey, { ...batch, validMonths: batch.valid_months }, drawSecrets(), nowMs)
}

function drawSecrets(): PrintedCard {
  return { number: drawPrintedNumber(), pin: drawPin() }
}

/** A card of a batch, with these secrets: sealed until they go to the printer. */
export async function printCard(
  masterKey: MasterKey,
  batch: Pick<NewBatch, 'id' | 'design' | 'currency' | 'validMonths'>,
  card: PrintedCard,
  nowMs: number,
): Promise<NewCard> {
  const id = newId()
  return {
    id,
    accountId: id,
    kind: 'physical',
    state: 'pending',
    ...hideNumber(masterKey, card.number),
    pinHash: await hashPin(masterKey, card.pin),
    sealedSecret: sealPrintedCard(masterKey, card),
    design: batch.design,
    currency: batch.currency,
    validMonths: batch.validMonths,
    batchId: batch.id,
    issuedMs: nowMs,
  }
}

export function sealPrintedCard(masterKey: MasterKey, card: PrintedCard): Buffer {
  return seal(masterKey, purpose, Buffer.from(JSON.stringify(card)))
}

export function openPrintedCard(masterKey: MasterKey, sealed: Buffer): PrintedCard {
  return JSON.parse(open(masterKey, purpose, sealed).toString()) as PrintedCard
}
