/**
 * Takes over cards of another programme: number, balance, expiry and PIN. A number comes in once, whatever file it stands in, so a
 * second run, or one after an interruption, changes nothing that is there.
 */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database, Queryable, Transaction } from '../../platform/database.ts'
import { drawsOf, openStoredValue, ownAccountId, postTransfers } from '../ledger/index.ts'
import { hideNumber } from '../wallet/index.ts'
import { insertCards, type NewCard } from './card-store.ts'
import { insertTakenOver, type KnownCard, selectKnown, selectTakenOver } from './import-store.ts'
import { hashPin } from './pin.ts'

export interface CardToTakeOver {
  readonly line: number
  /** Canonical. */
  readonly number: string
  readonly pin: string | undefined
  /** Minor units. */
  readonly balance: bigint
  readonly expiresMs: number | undefined
}

export interface CardProgramme {
  /** What it is known as. */
  readonly source: string
  readonly currency: string
  readonly kind: 'physical' | 'egift'
  readonly design: string
  /** A card without balance is spent (`active`), or stock that was not sold yet (`pending`). */
  readonly emptyAs: 'active' | 'pending'
}

/** `changed`: taken over before with another balance or expiry. `taken`: the number is another card's. */
export type TakeOver = 'fresh' | 'known' | 'changed' | 'taken'

/** What would become of cards; writes nothing. Each number stands there once. */
export async function sortCards(
  db: Queryable,
  masterKey: MasterKey,
  source: string,
  cards: readonly CardToTakeOver[],
): Promise<TakeOver[]> {
  const hashes = cards.map(card => hideNumber(masterKey, card.number).numberHash)
  const known = new Map((await selectKnown(db, hashes)).map(row => [row.number_hash.toString('hex'), row]))
  return cards.map((card, i) => sortOne(card, source, known.get(hashes[i]!.toString('hex'))))
}

function sortOne(card: CardToTakeOver, source: string, known: KnownCard | undefined): TakeOver {
  if (!known) return 'fresh'
  if (known.source !== source) return 'taken'
  return known.balance === card.balance && known.expires_at?.getTime() === card.expiresMs ? 'known' : 'changed'
}

/** Writes the fresh ones with their value, all together. */
export async function importCards(
  db: Database,
  masterKey: MasterKey,
  programme: CardProgramme,
  cards: readonly CardToTakeOver[],
  nowMs: number,
): Promise<TakeOver[]> {
  const sorted = await sortCards(db, masterKey, programme.source, cards)
  const fresh = cards.filter((_, i) => sorted[i] === 'fresh')
  if (fresh.length === 0) return sorted
  const drafts = await draftCards(masterKey, programme, fresh, nowMs)
  const written = await db.transaction(tx => writeCards(tx, programme, drafts, nowMs))
  if (written === fresh.length) return sorted
  // Another import was quicker with some of them: what it wrote is known now.
  const again = await sortCards(db, masterKey, programme.source, fresh)
  const lost = new Map(fresh.map((card, i) => [card, again[i]!]))
  const mine = new Set(drafts.filter(draft => draft.isWritten).map(draft => draft.card))
  return cards.map((card, i) => (sorted[i] === 'fresh' && !mine.has(card) ? lost.get(card)! : sorted[i]!))
}

interface Draft {
  readonly card: CardToTakeOver
  readonly row: NewCard
  isWritten: boolean
}

const hashesAtOnce = 4

/** Before the transaction: slow hashes take long. */
async function draftCards(
  masterKey: MasterKey,
  { kind, design, currency, emptyAs }: CardProgramme,
  cards: readonly CardToTakeOver[],
  nowMs: number,
): Promise<Draft[]> {
  const drafts: Draft[] = []
  const draft = async (card: CardToTakeOver): Promise<Draft> => {
    const id = newId(nowMs)
    const state = card.balance === 0n ? emptyAs : 'active'
    const pinHash = card.pin === undefined ? undefined : await hashPin(masterKey, card.pin)
    const shared = { id, accountId: id, kind, state, pinHash, design, currency, validMonths: null, issuedMs: nowMs }
    const activatedMs = state === 'active' ? nowMs : undefined
    return { card, row: { ...shared, ...hideNumber(masterKey, card.number), activatedMs }, isWritten: false }
  }
  for (let i = 0; i < cards.length; i += hashesAtOnce) {
    drafts.push(...(await Promise.all(cards.slice(i, i + hashesAtOnce).map(draft))))
  }
  return drafts
}

/** Returns how many were written. */
async function writeCards(
  tx: Transaction,
  { source, currency }: CardProgramme,
  drafts: readonly Draft[],
  atMs: number,
): Promise<number> {
  const ids = await insertCards(
    tx,
    drafts.map(draft => draft.row),
  )
  for (const draft of drafts) draft.isWritten = ids.has(draft.row.id)
  const written = drafts.filter(draft => draft.isWritten)
  if (written.length === 0) return 0
  await insertTakenOver(
    tx,
    written.map(({ card, row }) => ({ ...card, source, cardId: row.id, atMs })),
  )
  const accounts = written.filter(({ row }) => row.state === 'active')
  await openStoredValue(
    tx,
    accounts.map(({ row }) => ({ id: row.id, currency, ceiling: undefined, atMs })), // it need not fit today's limits
  )
  const loads = accounts
    .filter(({ card }) => card.balance > 0n)
    .map(({ card, row }) => loadOf(card, row.id, currency, atMs))
  if (loads.length > 0) await postTransfers(tx, loads)
  return written.length
}

function loadOf({ balance, expiresMs }: CardToTakeOver, id: Uuid, currency: string, atMs: number) {
  return {
    id,
    kind: 'load',
    debit: { id: ownAccountId('import_clearing', currency), guarded: false },
    credit: { id, guarded: true },
    amount: balance,
    currency,
    atMs,
    opens: { kind: 'gift', tender: 'import', expiresMs },
  } as const
}

export interface ImportTotals {
  readonly cards: number
  /** What the lines said, in minor units. */
  readonly said: bigint
  /** What the ledger says that came in for them. */
  readonly booked: bigint
}

/** All that was taken over from a source, against the ledger. */
export async function reconcileImport(db: Queryable, source: string): Promise<ImportTotals> {
  let [cards, said, booked] = [0, 0n, 0n]
  for (let after: Uuid | undefined; ; ) {
    const page = await selectTakenOver(db, source, after, 1000)
    if (page.length === 0) return { cards, said, booked }
    const draws = await drawsOf(
      db,
      page.map(row => row.card_id),
    )
    cards += page.length
    for (const { card_id, balance } of page) {
      said += balance
      for (const part of draws.get(card_id) ?? []) booked += part.amount
    }
    after = page.at(-1)!.card_id
  }
}
