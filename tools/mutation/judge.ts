/** Judges a report of mutation tests: the score of each file, and the mutants that no test notices. Pure. */

/** The least share of mutants, in percent, that the tests of each file must notice. */
export const scoreMin = 85

/** Of the report, in the format of the mutation testing elements, what is needed here. Lines and columns count from 1. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}
interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  /** Runs once when its file is loaded, so that it is not tried. */
  readonly static?: boolean
  readonly location: { readonly start: Position; readonly end: Position }
}
interface Position {
  readonly line: number
  readonly column: number
}

/** A mutant by its text, so that it is known again when lines move. `from` is what `to` took the place of. */
export interface Change {
  readonly file: string
  readonly mutator: string
  readonly from: string
  readonly to: string
}
export interface Listed extends Change {
  /** Why it may live. */
  readonly reason: string
}

export interface Score {
  readonly file: string
  /** Mutants that the tests noticed, and all that were tried. */
  readonly noticed: number
  readonly tried: number
}

export interface Judgement {
  readonly scores: readonly Score[]
  /** Survivors with their reasons; undefined: nobody gave one. */
  readonly survivors: readonly (Change & { readonly reason: string | undefined })[]
  readonly problems: readonly string[]
}

/** `files` are those that must be in the report; `listed` are the survivors that have a reason. */
export function judge(report: Report, files: readonly string[], listed: readonly Listed[]): Judgement {
  const scores = Object.entries(report.files).map(([file, { mutants }]) => scoreOf(file, mutants))
  const alive = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
    mutants.filter(mutant => isTried(mutant) && !isNoticed(mutant)).map(mutant => changeOf(file, source, mutant)),
  )
  const survivors = [...new Map(alive.map(change => [keyOf(change), change])).values()].map(change => ({
    ...change,
    reason: listed.find(known => keyOf(known) === keyOf(change))?.reason,
  }))
  const problems = [
    ...(scores.some(({ tried }) => tried > 0) ? [] : ['the report has no mutants']),
    ...files.filter(file => !report.files[file]).map(file => `${file} is not in the report`),
    ...scores.filter(isTooLow).map(score => `${score.file} scores ${percentOf(score)}, less than ${scoreMin} %`),
    ...survivors
      .filter(({ reason }) => !reason)
      .map(change => `nobody says why this may live: ${JSON.stringify(change)}`),
  ]
  return { scores, survivors, problems }
}

/** Listed survivors that tests notice now, or whose code is gone: to be taken from the list. */
export function outdated({ survivors }: Judgement, listed: readonly Listed[]): Listed[] {
  const alive = new Set(survivors.map(keyOf))
  return listed.filter(known => !alive.has(keyOf(known)))
}

/** Rounded down, for 84.99 is not 85. */
export function percentOf({ noticed, tried }: Score): string {
  return tried === 0 ? '–' : `${(Math.floor((noticed * 1_000) / tried) / 10).toFixed(1)} %`
}

function isTooLow({ noticed, tried }: Score): boolean {
  return noticed * 100 < tried * scoreMin
}

function scoreOf(file: string, mutants: readonly Mutant[]): Score {
  const tried = mutants.filter(isTried)
  return { file, noticed: tried.filter(isNoticed).length, tried: tried.length }
}

/** What a comment in the code keeps from being tried counts as tried: reasons stand in the list, where they are read. */
function isTried({ status, static: isStatic }: Mutant): boolean {
  return status !== 'CompileError' && !(status === 'Ignored' && isStatic)
}

function isNoticed({ status }: Mutant): boolean {
  return status === 'Killed' || status === 'Timeout'
}

function changeOf(file: string, source: string, { mutatorName, replacement, location }: Mutant): Change {
  const { start, end } = location
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.pop()!.slice(0, end.column - 1)
  const from = [...lines, last].join('\n').slice(start.column - 1)
  return { file, mutator: mutatorName, from: oneLine(from), to: oneLine(replacement ?? '') }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const keyOf = ({ file, mutator, from, to }: Change) => JSON.stringify([file, mutator, from, to])
