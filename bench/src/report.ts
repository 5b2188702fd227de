/** What a benchmark says: a table for people, or one JSON document. */
import { availableParallelism } from 'node:os'
import type { Result } from './rounds.ts'
import type { Spread } from './statistics.ts'

/** Many more requests at once than the server has places for. */
export interface Overload {
  readonly inFlight: number
  readonly taken: number
  /** Told to come back: 503 with `Retry-After`. */
  readonly shed: number
  /** Right after it, with all taken again. */
  readonly perSecondAfter: number
}

export interface Report {
  readonly name: string
  readonly machine: { readonly cpus: number; readonly node: string; readonly postgres: string }
  /** What ran the TPC-B-like transaction; undefined where there is none to compare with. */
  readonly baseline?: 'pgbench' | 'driver'
  readonly baselinePerSecond?: Spread
  /** The driver's figure beside pgbench's, for machines that have no pgbench. */
  readonly driverPerSecond?: number
  readonly clients?: number
  readonly scale?: number
  readonly rounds: number
  readonly seconds?: number
  readonly accounts: number
  /** Of the server, where it is a program of its own. */
  readonly processes?: number
  readonly results: readonly (Omit<Result, 'inFlight' | 'p50Ms' | 'p99Ms' | 'ratio'> & Partial<Result>)[]
  readonly overload?: Overload
  readonly proof: { readonly ok: boolean; readonly transfers: number }
}

export function machineOf(postgresVersion: string): Report['machine'] {
  return { cpus: availableParallelism(), node: process.versions.node, postgres: postgresVersion }
}

export function print(report: Report, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${tableOf(report)}\n`)
}

function tableOf(report: Report): string {
  const { machine, baselinePerSecond: base } = report
  const head = ['what', 'in flight', 'per second', '(min – max)', 'p50 ms', 'p99 ms', 'ratio']
  const rows = report.results.map(result => [
    result.what,
    result.inFlight === undefined ? '' : String(result.inFlight),
    whole(result.perSecond.median),
    `(${whole(result.perSecond.min)} – ${whole(result.perSecond.max)})`,
    decimal(result.p50Ms),
    decimal(result.p99Ms),
    result.ratio === undefined ? '' : `${decimal(result.ratio)} ×`,
  ])
  const yardstick = base && [`TPC-B (${report.baseline})`, String(report.clients), whole(base.median)]
  if (yardstick) rows.unshift([...yardstick, `(${whole(base.min)} – ${whole(base.max)})`, '', '', ''])
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]!.length)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  const server = report.processes === undefined ? '' : `, the server in ${report.processes} processes`
  const notes = [
    `${machine.cpus} CPUs${server}, Node ${machine.node}, PostgreSQL ${machine.postgres}, ${whole(report.accounts)} accounts`,
    `medians of ${report.rounds} rounds${report.seconds === undefined ? '' : ` of ${report.seconds} s`}` +
      (report.scale === undefined ? '' : `; TPC-B tables at scale ${report.scale}`) +
      (report.driverPerSecond === undefined ? '' : `; our own driver: ${whole(report.driverPerSecond)}/s`),
    ...(report.overload ? [overloadOf(report.overload)] : []),
    `the books balance: ${whole(report.proof.transfers)} transfers proved`,
  ]
  return [line(head), ...rows.map(line), '', ...notes].join('\n')
}

function overloadOf({ inFlight, taken, shed, perSecondAfter }: Overload): string {
  return `${whole(inFlight)} in flight: ${whole(taken)} taken, ${whole(shed)} told to come back; after it ${whole(perSecondAfter)} per second`
}

const whole = (value: number) => Math.round(value).toLocaleString('en')
const decimal = (value: number | undefined) =>
  value === undefined ? '' : value.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
