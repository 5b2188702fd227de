/** What an import did: every line of the file is in exactly one of its numbers. */
import { assert } from '../../kernel/assert.ts'
import { toJson } from '../../kernel/money.ts'

export interface BrokenLine {
  readonly line: number
  readonly reason: string
}

export interface ImportReport {
  readonly source: string
  /** Nothing was written; the numbers say what an import would do. */
  readonly dryRun: boolean
  /** Lines read: all of the file, unless the import was stopped. */
  readonly lines: number
  readonly header: number
  readonly blank: number
  readonly payments: number
  /** Purchases of zero. */
  readonly visits: number
  readonly alreadyImported: number
  readonly broken: readonly BrokenLine[]
  /** The line that stopped it, or null. What came before it is imported. */
  readonly stoppedAt: number | null
  /** Asked to end by the caller, before the file's end. */
  readonly interrupted: boolean
  readonly customersCreated: number
  readonly loads: number
  /** Minor units, of what this run wrote. */
  readonly amounts: readonly { readonly currency: string; readonly paid: number; readonly loaded: number }[]
  readonly seconds: number
  readonly purchasesPerSecond: number
}

/** Counts while the import runs. */
export interface Tally {
  lines: number
  header: number
  blank: number
  payments: number
  visits: number
  alreadyImported: number
  readonly broken: BrokenLine[]
  customersCreated: number
  loads: number
  paid: bigint
  loaded: bigint
}

export function newTally(): Tally {
  const counts = { lines: 0, header: 0, blank: 0, payments: 0, visits: 0, alreadyImported: 0 }
  return { ...counts, broken: [], customersCreated: 0, loads: 0, paid: 0n, loaded: 0n }
}

export interface Ending {
  readonly source: string
  readonly dryRun: boolean
  readonly currency: string
  readonly stoppedAt: number | undefined
  readonly interrupted: boolean
  readonly tookMs: number
}

export function reportOf(tally: Tally, ending: Ending): ImportReport {
  const { paid, loaded, ...counts } = tally
  const { currency, stoppedAt, tookMs, ...rest } = ending
  const accounted =
    tally.header + tally.blank + tally.payments + tally.visits + tally.alreadyImported + tally.broken.length
  assert(accounted === tally.lines, `${tally.lines} lines were read and ${accounted} accounted for`)
  return {
    ...rest,
    ...counts,
    broken: tally.broken.sort((a, b) => a.line - b.line),
    stoppedAt: stoppedAt ?? null,
    amounts: [{ currency, paid: toJson(paid), loaded: toJson(loaded) }],
    seconds: Math.round(tookMs / 10) / 100,
    purchasesPerSecond: Math.round(((tally.payments + tally.visits) * 1000) / Math.max(tookMs, 1)),
  }
}

const brokenShown = 20

/** For people. `shown` writes an amount of minor units in its currency. */
export function textOf(report: ImportReport, shown: (amount: number, currency: string) => string): string {
  const { broken, stoppedAt } = report
  const rows = [
    ['lines read', report.lines],
    ['header', report.header],
    ['blank', report.blank],
    ['payments', report.payments],
    ['visits without payment', report.visits],
    ['imported before', report.alreadyImported],
    ['broken', broken.length],
    ['customers created', report.customersCreated],
    ['loads', report.loads],
  ] as const
  const lines = rows.map(([name, count]) => `  ${name.padEnd(24)}${count.toLocaleString('en-US').padStart(12)}`)
  for (const { currency, paid, loaded } of report.amounts) {
    lines.push(`  ${'paid'.padEnd(24)}${shown(paid, currency).padStart(12)}`)
    lines.push(`  ${'loaded'.padEnd(24)}${shown(loaded, currency).padStart(12)}`)
  }
  for (const { line, reason } of broken.slice(0, brokenShown)) lines.push(`  line ${line}: ${reason}`)
  if (broken.length > brokenShown) lines.push(`  … and ${broken.length - brokenShown} more (--json lists all)`)
  if (stoppedAt !== null) lines.push(`Stopped at line ${stoppedAt}; what came before it is imported.`)
  if (report.interrupted) lines.push('Interrupted; run it again to go on.')
  const rate = report.purchasesPerSecond.toLocaleString('en-US')
  return `${report.dryRun ? 'Dry run, nothing was written' : `Imported ${report.source}`} in ${report.seconds} s (${rate} purchases/s)
${lines.join('\n')}`
}
