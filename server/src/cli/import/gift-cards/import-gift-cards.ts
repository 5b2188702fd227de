/** Takes over a gift-card programme from a file of lines. Every line ends up in the report; a second run takes nothing over twice. */
import { hash } from 'node:crypto'
import { basename } from 'node:path'
import { decimalsOf } from '../../../kernel/decimal.ts'
import { type CardToTakeOver, importCards, reconcileImport, sortCards } from '../../../modules/gift-cards/index.ts'
import { openBrandAccounts } from '../../../modules/ledger/index.ts'
import { readBrand } from '../../../platform/brand.ts'
import type { MasterKey } from '../../../platform/crypto.ts'
import { lineSplitter } from '../../../platform/csv.ts'
import type { Database } from '../../../platform/database.ts'
import { type Mapping, needsHeader, type Places, placesOf } from '../columns.ts'
import { dateReader } from '../dates.ts'
import { type Line, type Portion, readPortions } from '../read-lines.ts'
import { type CardField, type ReadCard, readCard } from './read-card.ts'
import { addTo, type CardImportReport, type CardTally, cardReportOf, newCardTally, stateOf } from './report.ts'

export interface CardImportOptions {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly file: string
  readonly mapping: Mapping<CardField>
  /** A character, `tab` or `whitespace`; a comma by default. */
  readonly separator?: string | undefined
  /** Undefined: the first line is a header when it can't be read as a card. */
  readonly header?: boolean | undefined
  /** As `yyyyMMdd`; ISO 8601 by default. A day counts to its end. */
  readonly dateFormat?: string | undefined
  /** Of expiries that don't say theirs; the brand's by default. */
  readonly timeZone?: string | undefined
  /** Decimal mark of balances, a point by default; `minor`: balances are minor units. */
  readonly amounts?: '.' | ',' | 'minor' | undefined
  /** ISO 4217; the brand's by default. */
  readonly currency?: string | undefined
  /** What the programme is known as; the file's name by default. */
  readonly source?: string | undefined
  /** `egift`: the number alone proves to have the card. Physical by default. */
  readonly kind?: 'physical' | 'egift' | undefined
  readonly design?: string | undefined
  /** What a card without balance is: spent (`active`, the default), or stock that a till may still sell (`pending`). */
  readonly emptyAs?: 'active' | 'pending' | undefined
  /** What a broken line does; skipped by default. */
  readonly onError?: 'skip' | 'stop' | undefined
  readonly dryRun?: boolean | undefined
  readonly nowMs: number
  readonly onProgress?: ((progress: { bytesRead: number; lines: number; cards: number }) => void) | undefined
  /** Ends the import early, after the portion at hand. */
  readonly signal?: AbortSignal | undefined
}

const portionSize = 200

/** Rejects when the file, the mapping or the database does not let it go on; what was committed until then stays. */
export async function importGiftCards(options: CardImportOptions): Promise<CardImportReport> {
  const startedMs = performance.now()
  const { db, dryRun = false, signal } = options
  const brand = await readBrand(db)
  const currency = options.currency ?? brand.currency
  const source = options.source ?? basename(options.file)
  if (!dryRun) await db.transaction(tx => openBrandAccounts(tx, { currency, stores: [], atMs: options.nowMs }))
  const room = createRoom(options, { source, currency, timeZone: options.timeZone ?? brand.timeZone })
  let stoppedAt: number | undefined
  for await (const portion of readPortions(options.file, portionSize)) {
    stoppedAt = await takePortion(room, portion)
    const { tally, seen } = room
    options.onProgress?.({ bytesRead: portion.bytesRead, lines: tally.lines, cards: seen.size })
    if (stoppedAt !== undefined || signal?.aborted) break
  }
  const totals = await reconcileImport(db, source)
  const ending = { source, dryRun, currency, stoppedAt, interrupted: signal?.aborted ?? false }
  return cardReportOf(room.tally, totals, { ...ending, tookMs: performance.now() - startedMs })
}

interface Room {
  readonly options: CardImportOptions
  readonly source: string
  readonly currency: string
  readonly tally: CardTally
  readonly readLine: (line: Line) => ReadCard | 'header' | 'blank'
  /** Line of each number met, by the number's hash: a duplicate is told by line, and numbers are not kept. */
  readonly seen: Map<string, number>
}

function createRoom(options: CardImportOptions, about: { source: string; currency: string; timeZone: string }): Room {
  const { source, currency, timeZone } = about
  return {
    options,
    source,
    currency,
    tally: newCardTally(),
    readLine: lineReader(options, currency, timeZone),
    seen: new Map(),
  }
}

function lineReader(options: CardImportOptions, currency: string, timeZone: string): Room['readLine'] {
  const { mapping, header, amounts = '.' } = options
  const split = lineSplitter(options.separator ?? ',')
  const endOfDay = 24 * 60
  const format = {
    split,
    readExpiry: dateReader({ pattern: options.dateFormat, timeZone, minuteOfDay: endOfDay }),
    amounts: amounts === 'minor' ? { digits: 0, mark: '.' as const } : { digits: decimalsOf(currency), mark: amounts },
  }
  const named = needsHeader(mapping)
  if (named && header === false) throw new Error('columns by name need a header: use their numbers')
  let places: Places<CardField> | undefined = named ? undefined : placesOf(mapping, [])
  return line => {
    if (line.text.trim() === '') return 'blank'
    if (places === undefined) {
      places = placesOf(mapping, split(line.text))
      return 'header'
    }
    const read = readCard(line, { ...format, places })
    return line.number === 1 && !named && (header ?? !read.ok) ? 'header' : read
  }
}

/** Returns the line that stopped the import, if one did. */
async function takePortion(room: Room, { lines }: Portion): Promise<number | undefined> {
  const { options, tally } = room
  const cards: CardToTakeOver[] = []
  let stoppedAt: number | undefined
  for (const line of lines) {
    const read = room.readLine(line)
    tally.lines++
    if (typeof read === 'string') tally[read]++
    else if (!read.ok) tally.broken.push({ line: line.number, reason: read.reason })
    else if (isFirst(room, read.card)) cards.push(read.card)
    if (typeof read === 'object' && !read.ok && options.onError === 'stop') {
      stoppedAt = line.number
      break
    }
  }
  await takeCards(room, cards)
  return options.onError === 'stop' ? (stoppedAt ?? tally.broken[0]?.line) : undefined
}

function isFirst({ seen, tally }: Room, { number, line }: CardToTakeOver): boolean {
  const key = hash('sha256', number, 'base64')
  const firstLine = seen.get(key)
  if (firstLine === undefined) seen.set(key, line)
  else tally.duplicates.push({ line, firstLine })
  return firstLine === undefined
}

async function takeCards(room: Room, cards: readonly CardToTakeOver[]): Promise<void> {
  const { options, source, currency, tally } = room
  const { db, masterKey, nowMs, kind = 'physical', design = 'classic', emptyAs = 'active' } = options
  const programme = { source, currency, kind, design, emptyAs }
  const sorted = options.dryRun
    ? await sortCards(db, masterKey, source, cards)
    : await importCards(db, masterKey, programme, cards, nowMs)
  for (const [i, card] of cards.entries()) {
    const became = sorted[i]!
    if (became === 'fresh') addTo(tally.states[stateOf(card, emptyAs, nowMs)], card)
    else if (became === 'known') addTo(tally.alreadyImported, card)
    else tally.broken.push({ line: card.line, reason: reasons[became] })
  }
}

const reasons = {
  changed: 'this card was imported before with another balance or expiry',
  taken: 'a card with this number exists already',
}
