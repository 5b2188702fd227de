/** What an import of gift cards did, and whether it agrees with the books: every line of the file is in exactly one of its numbers. */
import { assert } from '../../../kernel/assert.ts'
import { toJson } from '../../../kernel/money.ts'
import type { CardToTakeOver, ImportTotals } from '../../../modules/gift-cards/index.ts'
import type { BrokenLine } from '../report.ts'

/** `active` can be spent, `expired` is past its day with value on it, `empty` is spent, `unsold` waits for a till to activate it. */
export const cardStates = ['active', 'expired', 'empty', 'unsold'] as const
export type ImportedState = (typeof cardStates)[number]

interface Sum {
  cards: number
  amount: bigint
}

export interface CardTally {
  lines: number
  header: number
  blank: number
  readonly states: Record<ImportedState, Sum>
  readonly alreadyImported: Sum
  readonly duplicates: { readonly line: number; readonly firstLine: number }[]
  readonly broken: BrokenLine[]
}

const nothing = (): Sum => ({ cards: 0, amount: 0n })

export function newCardTally(): CardTally {
  const states = { active: nothing(), expired: nothing(), empty: nothing(), unsold: nothing() }
  return { lines: 0, header: 0, blank: 0, states, alreadyImported: nothing(), duplicates: [], broken: [] }
}

export function addTo(sum: Sum, card: CardToTakeOver): void {
  sum.cards++
  sum.amount += card.balance
}

export function stateOf(card: CardToTakeOver, emptyAs: 'active' | 'pending', nowMs: number): ImportedState {
  if (card.balance === 0n) return emptyAs === 'pending' ? 'unsold' : 'empty'
  return card.expiresMs !== undefined && card.expiresMs <= nowMs ? 'expired' : 'active'
}

export interface CardImportReport {
  readonly source: string
  /** Nothing was written; the numbers say what an import would do. */
  readonly dryRun: boolean
  readonly currency: string
  readonly lines: number
  readonly header: number
  readonly blank: number
  /** What this run took over, or would; amounts in minor units. */
  readonly states: Record<ImportedState, { readonly cards: number; readonly amount: number }>
  readonly alreadyImported: { readonly cards: number; readonly amount: number }
  readonly duplicates: CardTally['duplicates']
  readonly broken: readonly BrokenLine[]
  /** All that was ever taken over from this source: what its lines said, and what the ledger says came in for them. */
  readonly books: { readonly cards: number; readonly said: number; readonly booked: number; readonly agree: boolean }
  /** The line that stopped it, or null. What came before it is imported. */
  readonly stoppedAt: number | null
  readonly interrupted: boolean
  readonly seconds: number
}

export interface CardEnding {
  readonly source: string
  readonly dryRun: boolean
  readonly currency: string
  readonly stoppedAt: number | undefined
  readonly interrupted: boolean
  readonly tookMs: number
}

export function cardReportOf(tally: CardTally, totals: ImportTotals, ending: CardEnding): CardImportReport {
  const { tookMs, stoppedAt, ...rest } = ending
  const { lines, header, blank, duplicates, broken, alreadyImported } = tally
  const taken = cardStates.reduce((sum, state) => sum + tally.states[state].cards, 0)
  const accounted = header + blank + taken + alreadyImported.cards + duplicates.length + broken.length
  assert(accounted === lines, `${lines} lines were read and ${accounted} accounted for`)
  const shown = ({ cards, amount }: Sum) => ({ cards, amount: toJson(amount) })
  const { active, expired, empty, unsold } = tally.states
  return {
    ...rest,
    lines,
    header,
    blank,
    states: { active: shown(active), expired: shown(expired), empty: shown(empty), unsold: shown(unsold) },
    alreadyImported: shown(alreadyImported),
    duplicates,
    broken: broken.sort((a, b) => a.line - b.line),
    books: {
      cards: totals.cards,
      said: toJson(totals.said),
      booked: toJson(totals.booked),
      agree: totals.said === totals.booked,
    },
    stoppedAt: stoppedAt ?? null,
    seconds: Math.round(tookMs / 10) / 100,
  }
}

const linesShown = 20

/** For people. `shown` writes an amount of minor units in its currency. */
export function cardTextOf(report: CardImportReport, shown: (amount: number, currency: string) => string): string {
  const { states, alreadyImported, duplicates, broken, books, currency } = report
  const row = (name: string, cards: number, amount?: number) =>
    `  ${name.padEnd(20)}${cards.toLocaleString('en-US').padStart(12)}${amount === undefined ? '' : shown(amount, currency).padStart(18)}`
  const rows = [
    row('lines read', report.lines),
    row('header and blank', report.header + report.blank),
    ...cardStates.map(state => row(state, states[state].cards, states[state].amount)),
    row('imported before', alreadyImported.cards, alreadyImported.amount),
    row('duplicates', duplicates.length),
    row('broken', broken.length),
    ...listed(duplicates.map(({ line, firstLine }) => `line ${line}: the same number as line ${firstLine}`)),
    ...listed(broken.map(({ line, reason }) => `line ${line}: ${reason}`)),
  ]
  const verdict = books.agree ? 'agree' : 'DO NOT AGREE'
  rows.push(
    `All of ${report.source}: ${books.cards.toLocaleString('en-US')} cards; lines say ${shown(books.said, currency)}, ` +
      `the ledger ${shown(books.booked, currency)}: they ${verdict}.`,
  )
  if (report.stoppedAt !== null) rows.push(`Stopped at line ${report.stoppedAt}; what came before it is imported.`)
  if (report.interrupted) rows.push('Interrupted; run it again to go on.')
  return `${report.dryRun ? 'Dry run, nothing was written' : `Imported ${report.source}`} in ${report.seconds} s\n${rows.join('\n')}`
}

function listed(lines: readonly string[]): string[] {
  const shown = lines.slice(0, linesShown).map(line => `  ${line}`)
  return lines.length > linesShown ? [...shown, `  … and ${lines.length - linesShown} more (--json lists all)`] : shown
}
