/** `ringfence import gift-cards FILE`: options as text in, a reconciliation report out. */
import { access, constants } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { systemClock } from '../kernel/clock.ts'
import type { Mapping } from './import/columns.ts'
import { importGiftCards } from './import/gift-cards/import-gift-cards.ts'
import { type CardField, readCardMapping } from './import/gift-cards/read-card.ts'
import { cardTextOf } from './import/gift-cards/report.ts'
import { currency, type OpenDeployment, reading, separator, shownAmount, timeZone } from './import/options.ts'
import { progressDisplay } from './import/progress.ts'

interface CommandOptions {
  directory: string
  databaseUrl?: string
  map: Mapping<CardField>
  separator: string
  header?: boolean
  dateFormat?: string
  timeZone?: string
  decimal: '.' | ','
  minor?: boolean
  currency?: string
  source?: string
  kind: 'physical' | 'egift'
  design: string
  empty: 'active' | 'pending'
  onError: 'skip' | 'stop'
  dryRun?: boolean
  json?: boolean
}

const help = `
Each card comes in once, with its number and PIN hashed and its balance booked from the import's clearing account as value that
expires on its day. Try it with --dry-run first. Run it again after an interruption, or with a mended file: cards that are in stay
as they are. The report ends with what the lines of all runs said against what the ledger booked for them.

Columns of --map: number, balance; and if there are any: expires, pin.

Example (a header, then 6034567890123456,25.00,2028-12-31,4711):
  ringfence import gift-cards cards.csv --map number=1,balance=2,expires=3,pin=4 --dry-run

Exit status: 0 when the file was gone through and the books agree, 1 when a broken line stopped it, it was interrupted, the books
do not agree, or it could not be read.`

export function importGiftCardsCommand(openDeployment: OpenDeployment): Command {
  return new Command('gift-cards')
    .description('take over a gift-card programme from a file of lines: numbers, balances, expiries, PINs')
    .argument('<file>', 'text, one card a line')
    .requiredOption('--map <columns>', 'which column is what, by number or header name', reading(readCardMapping))
    .option('--separator <text>', 'between columns: a character, "tab" or "whitespace"', reading(separator), ',')
    .option('--header', 'the first line is a header (else: when it cannot be read as a card)')
    .option('--no-header', 'the first line is a card')
    .option('--date-format <pattern>', 'of expiries, as yyyyMMdd (default: ISO 8601); a day counts to its end')
    .option('--time-zone <name>', 'whose day that is (default: the brand’s)', reading(timeZone))
    .addOption(new Option('--decimal <mark>', 'decimal mark of balances').choices(['.', ',']).default('.'))
    .option('--minor', 'balances are minor units (cents), without decimals')
    .option('--currency <code>', 'ISO 4217 (default: the brand’s)', reading(currency))
    .option('--source <name>', 'what the programme is known as (default: the name of the file)')
    .addOption(
      new Option('--kind <kind>', 'physical cards, or e-gift codes that need no PIN')
        .choices(['physical', 'egift'])
        .default('physical'),
    )
    .option('--design <id>', 'their design in the gallery', 'classic')
    .addOption(
      new Option('--empty <state>', 'a card without balance is spent (active), or unsold stock (pending)')
        .choices(['active', 'pending'])
        .default('active'),
    )
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

/** Returns the exit status. Ctrl-C ends it after the portion at hand; a second one at once. */
async function run(file: string, options: CommandOptions, openDeployment: OpenDeployment): Promise<number> {
  await access(file, constants.R_OK).catch(() => {
    throw new Error(`there is no file ${file} that can be read`)
  })
  const { directory, databaseUrl, map: mapping, empty: emptyAs, minor, decimal, json, ...rest } = options
  const deployment = await openDeployment({ directory, ...(databaseUrl === undefined ? {} : { databaseUrl }) })
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const progress = await progressDisplay(file, 'cards')
  try {
    const report = await importGiftCards({
      ...rest,
      db: deployment.db,
      masterKey: deployment.masterKey,
      file,
      mapping,
      emptyAs,
      amounts: minor ? 'minor' : decimal,
      nowMs: systemClock.now(),
      onProgress: ({ cards, ...read }) => progress.show({ ...read, done: cards }),
      signal: interruption.signal,
    })
    progress.end()
    process.stdout.write(`${json ? JSON.stringify(report) : cardTextOf(report, shownAmount)}\n`)
    return report.stoppedAt !== null || report.interrupted || !report.books.agree ? 1 : 0
  } finally {
    progress.end()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await deployment.close()
  }
}
