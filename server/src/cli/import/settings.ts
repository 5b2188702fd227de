/** What an import is told to do, and what stands before its first line is written. */
import { basename } from 'node:path'
import { namedId, newId, type Uuid } from '../../kernel/ids.ts'
import { addStore, type StoreRow, selectStores } from '../../modules/catalogue/index.ts'
import { openBrandAccounts } from '../../modules/ledger/index.ts'
import { readBrand } from '../../platform/brand.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Mapping } from './columns.ts'
import type { Field } from './read-purchase.ts'

export interface ImportOptions {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly file: string
  readonly mapping: Mapping<Field>
  /** A character, `tab` or `whitespace`; a comma by default. */
  readonly separator?: string | undefined
  /** Undefined: the first line is a header when it can't be read as a purchase. */
  readonly header?: boolean | undefined
  /** As `yyyyMMdd`; ISO 8601 by default. */
  readonly dateFormat?: string | undefined
  /** Minutes after midnight, for dates without a time; noon by default. */
  readonly minuteOfDay?: number | undefined
  /** Decimal mark of amounts, a point by default; `minor`: amounts are minor units. */
  readonly amounts?: '.' | ',' | 'minor' | undefined
  /** ISO 4217; the brand's by default. */
  readonly currency?: string | undefined
  /** Id or name of the store where all was bought; opened when there is none of that name. */
  readonly store?: { readonly id?: Uuid | undefined; readonly name: string } | undefined
  /** Of times that don't say theirs, and of a store that is opened; by default the store's own, then the brand's. */
  readonly timeZone?: string | undefined
  /** What the history is known as, the file's name by default: a second import of the same source goes on where the first ended. */
  readonly source?: string | undefined
  /** Minor units; a customer who is short loads the smallest multiple of it that covers. 2500 by default. */
  readonly loadAmount?: bigint | undefined
  /** What a broken line does; skipped by default. */
  readonly onError?: 'skip' | 'stop' | undefined
  /** Reads, looks up and counts, and writes nothing. */
  readonly dryRun?: boolean | undefined
  readonly nowMs: number
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  /** Ends the import early, after what is in flight. */
  readonly signal?: AbortSignal | undefined
}

export interface ImportProgress {
  readonly bytesRead: number
  readonly lines: number
  readonly purchases: number
}

export interface ImportSettings {
  readonly source: string
  /** The import as a client of the payments: its keys are line numbers. */
  readonly clientId: Uuid
  readonly store: StoreRow
  readonly currency: string
  readonly timeZone: string
}

/** Opens the store and the clearing account when they aren't there. Throws with a plain sentence when they don't fit. */
export async function settleSettings(options: ImportOptions): Promise<ImportSettings> {
  const { db, nowMs, dryRun } = options
  const brand = await readBrand(db)
  const currency = options.currency ?? brand.currency
  const wanted = options.store ?? { name: 'Imported' }
  const stores = await selectStores(db)
  const found = stores.find(store => (wanted.id ? store.id === wanted.id : store.name === wanted.name))
  if (!found && wanted.id) throw new Error(`there is no store ${wanted.name}`)
  if (found && found.currency !== currency) {
    throw new Error(`the store ${found.name} sells in ${found.currency}, not in ${currency}`)
  }
  const timeZone = options.timeZone ?? found?.time_zone ?? brand.timeZone
  const store = found ?? { id: newId(), name: wanted.name, address: '', time_zone: timeZone, currency }
  if (!dryRun) {
    const position = stores.length + 1
    await db.transaction(async tx => {
      if (!found) await addStore(tx, { ...store, position }, nowMs)
      await openBrandAccounts(tx, { currency, stores: [], atMs: nowMs })
    })
  }
  const source = options.source ?? basename(options.file)
  return { source, clientId: namedId('import', source), store, currency, timeZone }
}
