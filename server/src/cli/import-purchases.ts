/** `ringfence import purchases FILE`: options as text in, a report out. */
import { access, constants } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { systemClock } from '../kernel/clock.ts'
import { decimalsOf, readAmount } from '../kernel/decimal.ts'
import { fromTypeId } from '../kernel/ids.ts'
import { readBrand } from '../platform/brand.ts'
import type { Mapping } from './import/columns.ts'
import { minuteOfDay } from './import/dates.ts'
import { importPurchases } from './import/import-purchases.ts'
import { currency, type OpenDeployment, reading, separator, shownAmount, timeZone } from './import/options.ts'
import { progressDisplay } from './import/progress.ts'
import { type Field, readMapping } from './import/read-purchase.ts'
import { textOf } from './import/report.ts'

interface CommandOptions {
  directory: string
  databaseUrl?: string
  map: Mapping<Field>
  separator: string
  header?: boolean
  dateFormat?: string
  timeOfDay: number
  timeZone?: string
  decimal: '.' | ','
  minor?: boolean
  currency?: string
  store?: string
  source?: string
  loadAmount: string
  onError: 'skip' | 'stop'
  dryRun?: boolean
  json?: boolean
}

const help = `
Each line is replayed as if it happened now, at the time that it says: the customer is opened once, loads what the balance lacks,
and is charged; a purchase of zero becomes a visit. Run it again after an interruption, or after the file has grown: it goes on
where it was, and imports no line twice.

Columns of --map: customer, date, amount; and if there are any: quantity, name (the customer's), item (what was bought).

Example, the CDNOW purchases (a header, columns parted by spaces, dates as 19970101):
  ringfence import purchases CDNOW_master.txt --map customer=1,date=2,quantity=3,amount=4 --separator whitespace \\
    --date-format yyyyMMdd --currency USD --store "CDNOW" --time-zone America/New_York

Exit status: 0 when the file was gone through, 1 when a broken line stopped it, it was interrupted, or it could not be read.`

export function importPurchasesCommand(openDeployment: OpenDeployment): Command {
  return new Command('purchases')
    .description('replay a purchase history from a file of lines through the same write path as live payments')
    .argument('<file>', 'text, one purchase a line')
    .requiredOption('--map <columns>', 'which column is what, by number or header name', reading(readMapping))
    .option('--separator <text>', 'between columns: a character, "tab" or "whitespace"', reading(separator), ',')
    .option('--header', 'the first line is a header (else: when it cannot be read as a purchase)')
    .option('--no-header', 'the first line is a purchase')
    .option('--date-format <pattern>', 'as yyyyMMdd or "dd.MM.yyyy HH:mm" (default: ISO 8601)')
    .addOption(
      new Option('--time-of-day <HH:mm>', 'for dates without a time')
        .argParser(reading(timeOfDay))
        .default(720, '12:00'),
    )
    .option(
      '--time-zone <name>',
      'of times that say none, and of a new store (default: the store’s)',
      reading(timeZone),
    )
    .addOption(new Option('--decimal <mark>', 'decimal mark of amounts').choices(['.', ',']).default('.'))
    .option('--minor', 'amounts are minor units (cents), without decimals')
    .option('--currency <code>', 'ISO 4217 (default: the brand’s)', reading(currency))
    .option(
      '--store <name or id>',
      'where all was bought; opened when there is none of that name (default: "Imported")',
    )
    .option('--source <name>', 'what the history is known as (default: the name of the file)')
    .option('--load-amount <amount>', 'who is short loads the smallest multiple of it that covers', '25.00')
    .addOption(
      new Option('--on-error <what>', 'skip broken lines, or stop at the first')
        .choices(['skip', 'stop'])
        .default('skip'),
    )
    .option('--dry-run', 'read, check and count; write nothing')
    .addOption(
      new Option('--directory <path>', 'holds the embedded database, keys and notes')
        .env('RINGFENCE_DIRECTORY')
        .default('.ringfence'),
    )
    .addOption(new Option('--database-url <url>', 'PostgreSQL instead of the embedded one').env('DATABASE_URL'))
    .option('--json', 'report as JSON on standard output, all broken lines included')
    .addHelpText('after', help)
    .action(async (file: string, options: CommandOptions) => {
      process.exitCode = await run(file, options, openDeployment)
    })
}

/** Returns the exit status. Ctrl-C ends it after what is in flight; a second one at once. */
async function run(file: string, options: CommandOptions, openDeployment: OpenDeployment): Promise<number> {
  await access(file, constants.R_OK).catch(() => {
    throw new Error(`there is no file ${file} that can be read`)
  })
  const { directory, databaseUrl } = options
  const deployment = await openDeployment({ directory, ...(databaseUrl === undefined ? {} : { databaseUrl }) })
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const progress = await progressDisplay(file, 'purchases')
  try {
    const currency = options.currency ?? (await readBrand(deployment.db)).currency
    const report = await importPurchases({
      db: deployment.db,
      masterKey: deployment.masterKey,
      file,
      mapping: options.map,
      separator: options.separator,
      header: options.header,
      dateFormat: options.dateFormat,
      minuteOfDay: options.timeOfDay,
      timeZone: options.timeZone,
      amounts: options.minor ? 'minor' : options.decimal,
      currency,
      store: options.store === undefined ? undefined : { id: fromTypeId('sto', options.store), name: options.store },
      source: options.source,
      loadAmount: loadAmount(options.loadAmount, currency),
      onError: options.onError,
      dryRun: options.dryRun,
      nowMs: systemClock.now(),
      onProgress: ({ purchases, ...read }) => progress.show({ ...read, done: purchases }),
      signal: interruption.signal,
    })
    progress.end()
    process.stdout.write(`${options.json ? JSON.stringify(report) : textOf(report, shownAmount)}\n`)
    return report.stoppedAt !== null || report.interrupted ? 1 : 0
  } finally {
    progress.end()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await deployment.close()
  }
}

function timeOfDay(text: string): number {
  const minutes = minuteOfDay(text)
  if (minutes === undefined) throw new Error('a time as 14:30')
  return minutes
}

function loadAmount(text: string, currency: string): bigint {
  const read = readAmount(text, { digits: decimalsOf(currency), mark: '.' })
  if (!read.ok || read.amount === 0n) throw new Error('--load-amount wants an amount above zero, as 25.00')
  return read.amount
}
