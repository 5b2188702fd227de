/** What can be chosen on the command line. */
import { parseArgs } from 'node:util'

export const benchNames = ['ledger', 'http', 'import'] as const
export type BenchName = (typeof benchNames)[number]

export interface BenchOptions {
  readonly json: boolean
  /** A server to use instead of a throw-away embedded one; its user must be allowed to create databases. */
  readonly databaseUrl: string | undefined
  /** Undefined: as many as the benchmark usually takes. */
  readonly rounds: number | undefined
  /** Length of one measurement. */
  readonly seconds: number
  /** Customers' accounts; undefined: as many as the benchmark usually has. */
  readonly accounts: number | undefined
  /** Scale of the baseline's tables: 100,000 rows, 10 tellers and 1 branch each. Below the number of clients, branches are contended. */
  readonly scale: number
  /** Takes our own driver for the baseline although pgbench is there. */
  readonly driver: boolean
  /** Purchase history to import. */
  readonly file: string
}

export const usage = `Usage: npm run bench -- <${benchNames.join('|')}> [options]
  --json                one JSON document on standard output
  --rounds <n>          measurements of each kind (5; import: 3)
  --seconds <n>         length of one measurement (2)
  --accounts <n>        customers' accounts (ledger: 100000, http: 60000)
  --scale <n>           scale of the baseline's TPC-B-like tables (64)
  --driver              our own driver for the baseline, even when pgbench is there
  --database-url <url>  a PostgreSQL (15 or newer) instead of a throw-away embedded one
  --file <path>         purchase history to import (../shared/data/cdnow/CDNOW_master.txt)`

/** Throws with a sentence for people when the words make no sense. */
export function readOptions(words: readonly string[]): { name: BenchName; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string', default: '2' },
      accounts: { type: 'string' },
      scale: { type: 'string', default: '64' },
      driver: { type: 'boolean', default: false },
      'database-url': { type: 'string' },
      file: { type: 'string', default: '../shared/data/cdnow/CDNOW_master.txt' },
    },
  })
  const name = benchNames.find(candidate => candidate === positionals[0])
  if (name === undefined || positionals.length > 1) throw new Error(usage)
  return {
    name,
    options: {
      json: values.json,
      databaseUrl: values['database-url'],
      rounds: optionalCount('rounds', values.rounds),
      seconds: readCount('seconds', values.seconds),
      accounts: optionalCount('accounts', values.accounts),
      scale: readCount('scale', values.scale),
      driver: values.driver,
      file: values.file,
    },
  }
}

function optionalCount(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : readCount(option, text)
}

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new Error(`--${option} is a whole number from 1`)
  return Number.parseInt(text, 10)
}
