import { describe, expect, test } from 'vitest'
import { judge, type Listed, outdated, percentOf, type Report } from './judge.ts'

const source = 'a\nif (x < 1) return\n  2\nb'
const file = 'rules.ts'
const mutant = (status: string, part: { static?: boolean } = {}) => ({
  mutatorName: 'EqualityOperator',
  replacement: 'x <= 1',
  status,
  location: { start: { line: 2, column: 5 }, end: { line: 2, column: 10 } },
  ...part,
})
const reportOf = (...statuses: string[]): Report => ({
  files: { [file]: { source, mutants: statuses.map(status => mutant(status)) } },
})
const times = (count: number, status: string) => Array.from({ length: count }, () => status)
const listed: Listed = { file, mutator: 'EqualityOperator', from: 'x < 1', to: 'x <= 1', reason: 'never 1' }

describe('a report of mutation tests', () => {
  test('passes when 85 of 100 mutants are noticed, by a test or by running for ever, and the others have reasons', () => {
    const report = reportOf(...times(80, 'Killed'), ...times(5, 'Timeout'), ...times(14, 'Survived'), 'NoCoverage')
    const { scores, survivors, problems } = judge(report, [file], [listed])
    expect(problems).toEqual([])
    expect(scores).toEqual([{ file, noticed: 85, tried: 100 }])
    expect(survivors).toEqual([listed])
  })

  test('fails for one file that scores less, however good the others are', () => {
    const low = reportOf(...times(849, 'Killed'), ...times(151, 'Survived')).files[file]!
    const good = reportOf(...times(9_000, 'Killed')).files[file]!
    const { problems } = judge({ files: { [file]: low, 'good.ts': good } }, [], [listed])
    expect(problems).toEqual(['rules.ts scores 84.9 %, less than 85 %'])
  })

  test('fails for a survivor that nobody gave a reason', () => {
    const report = reportOf(...times(9, 'Killed'), 'Survived')
    expect(judge(report, [], [listed]).problems).toEqual([])
    for (const other of [[], [{ ...listed, to: 'true' }], [{ ...listed, file: 'x.ts' }], [{ ...listed, reason: '' }]]) {
      expect(judge(report, [], other).problems).toEqual([expect.stringContaining('"from":"x < 1","to":"x <= 1"')])
    }
  })

  test('fails when nothing was tried, or a file is missing', () => {
    expect(judge({ files: {} }, [file], []).problems).toEqual([
      'the report has no mutants',
      'rules.ts is not in the report',
    ])
    expect(judge(reportOf('CompileError'), [file], []).problems).toEqual(['the report has no mutants'])
  })

  test('leaves out what runs only when a file is loaded, but not what a comment hides', () => {
    const mutants = [mutant('Killed'), mutant('Ignored', { static: true }), mutant('Ignored')]
    const { scores } = judge({ files: { [file]: { source, mutants } } }, [], [listed])
    expect(scores).toEqual([{ file, noticed: 1, tried: 2 }])
  })
})

test('a survivor is known by its text over several lines, wherever it stands', () => {
  const block = { ...mutant('Survived'), location: { start: { line: 2, column: 12 }, end: { line: 3, column: 4 } } }
  const before = { files: { [file]: { source, mutants: [block] } } }
  expect(judge(before, [], []).survivors).toMatchObject([{ from: 'return 2' }])
  const moved = { ...mutant('Survived'), location: { start: { line: 4, column: 5 }, end: { line: 4, column: 10 } } }
  const after = { files: { [file]: { source: `// new\n\n${source}`, mutants: [moved] } } }
  expect(judge(after, [], [listed]).survivors).toEqual([listed])
})

test('a listed survivor that is noticed now is told', () => {
  expect(outdated(judge(reportOf('Killed'), [], []), [listed])).toEqual([listed])
  expect(outdated(judge(reportOf('Survived'), [], []), [listed])).toEqual([])
})

test('shares are rounded down', () => {
  expect(percentOf({ file, noticed: 84_999, tried: 100_000 })).toBe('84.9 %')
  expect(percentOf({ file, noticed: 3, tried: 3 })).toBe('100.0 %')
  expect(percentOf({ file, noticed: 0, tried: 0 })).toBe('–')
})
