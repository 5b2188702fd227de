/** Sorts the lines of a portion: what is fresh, what was imported before, what is broken. Counts all but the fresh ones. */
import { assert } from '../../kernel/assert.ts'
import { decimalsOf } from '../../kernel/decimal.ts'
import { lineSplitter } from '../../platform/csv.ts'
import { needsHeader, type Places, placesOf } from './columns.ts'
import { dateReader } from './dates.ts'
import type { Line, Portion } from './read-lines.ts'
import { type Field, type FileFormat, type Purchase, type ReadLine, readPurchase } from './read-purchase.ts'
import type { Tally } from './report.ts'
import type { ImportOptions, ImportSettings } from './settings.ts'

export interface SortedLines {
  /** In the order of the file. */
  readonly fresh: readonly Purchase[]
  /** The broken line that ends the import; nothing after it is in `fresh`. */
  readonly stoppedAt: number | undefined
}

/** Looks up fingerprints of lines that were imported before, by their keys. */
export type FindKnown = (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>

type Read = ReadLine | 'header' | 'blank'

export function lineSorter(options: ImportOptions, settings: ImportSettings, tally: Tally, findKnown: FindKnown) {
  const readLine = lineReader(options, settings)
  const stops = options.onError === 'stop'

  return async ({ lines }: Portion): Promise<SortedLines> => {
    const read = lines.map(readLine)
    const keys = read.flatMap((one, i) => (isPurchase(one) ? [String(lines[i]!.number)] : []))
    const known = await findKnown(keys)
    const fresh: Purchase[] = []
    for (const [i, one] of read.entries()) {
      const { number } = lines[i]!
      tally.lines++
      if (one === 'header' || one === 'blank') {
        tally[one]++
        continue
      }
      const reason = one.ok ? changeOf(one.purchase, known.get(String(number))) : one.reason
      if (reason !== undefined) {
        tally.broken.push({ line: number, reason })
        if (stops) return { fresh, stoppedAt: number }
      } else if (known.has(String(number))) tally.alreadyImported++
      else {
        assert(one.ok, 'a line without a reason is a purchase')
        fresh.push(one.purchase)
      }
    }
    return { fresh, stoppedAt: undefined }
  }
}

function isPurchase(read: Read): boolean {
  return typeof read === 'object' && read.ok
}

function changeOf({ fingerprint }: Purchase, known: string | undefined): string | undefined {
  return known === undefined || known === fingerprint ? undefined : 'this line was imported before with other content'
}

function lineReader(options: ImportOptions, { store, currency, timeZone }: ImportSettings): (line: Line) => Read {
  const { mapping, header, nowMs } = options
  const split = lineSplitter(options.separator ?? ',')
  const format = {
    split,
    readDate: dateReader({ pattern: options.dateFormat, timeZone, minuteOfDay: options.minuteOfDay ?? 12 * 60 }),
    amounts:
      options.amounts === 'minor'
        ? { digits: 0, mark: '.' as const }
        : { digits: decimalsOf(currency), mark: options.amounts ?? '.' },
    nowMs,
    context: `${store.id} ${currency}`,
  }
  const named = needsHeader(mapping)
  if (named && header === false) throw new Error('columns by name need a header: use their numbers')
  let places: Places<Field> | undefined = named ? undefined : placesOf(mapping, [])

  return line => {
    if (line.text.trim() === '') return 'blank'
    if (places === undefined) {
      places = placesOf(mapping, split(line.text))
      return 'header'
    }
    const read = readPurchase(line, { ...format, places } satisfies FileFormat)
    return line.number === 1 && !named && (header ?? !read.ok) ? 'header' : read
  }
}
