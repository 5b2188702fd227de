/** Style as a test: what docs/STYLE.md asks for, where a machine can see it. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.sql', '*.css'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(file => file !== '' && !file.startsWith('docs/') && existsSync(file)) // one may be deleted and not committed yet

const isTest = (file: string) => /\.test\.tsx?$|^server\/test\/|^e2e\/|^tools\//.test(file)

interface Ban {
  readonly what: string
  readonly pattern: RegExp
  readonly instead: string
  readonly where: (file: string) => boolean
}

const server = (file: string) => /^(server|contract)\/.*\.ts$/.test(file) && !isTest(file)
const bans: Ban[] = [
  {
    what: 'the present time',
    pattern: /\bDate\.now\(\)|new Date\(\)/,
    instead: 'a Clock that is passed in',
    where: file => server(file) && file !== 'server/src/kernel/clock.ts' && !file.startsWith('contract/'),
  },
  {
    what: 'weak randomness',
    pattern: /\bMath\.random\(\)/,
    instead: 'newId or node:crypto',
    where: file => server(file),
  },
  {
    what: 'money through a float',
    pattern: /\bparseFloat\(|\.toFixed\(|Number\([a-z.]*[aA]mount/,
    instead: 'kernel/money',
    where: file => server(file) && file !== 'server/src/kernel/money.ts',
  },
  {
    what: 'a way around the types',
    pattern: /@ts-ignore|@ts-nocheck|\bas any\b|: any\b/,
    instead: 'a type',
    where: file => /\.tsx?$/.test(file) && file !== 'tools/tidy.test.ts',
  },
  {
    what: 'a note to oneself',
    pattern: /\b(TODO|FIXME|XXX)\b/,
    instead: 'an issue',
    where: file => file !== 'tools/tidy.test.ts',
  },
  {
    what: 'a test that is left out',
    pattern: /\b(it|test|describe)\.(only|todo)\(/,
    instead: 'a test that runs',
    where: file => file !== 'tools/tidy.test.ts',
  },
]

describe('tidy', () => {
  test('files are seen', () => {
    expect(files.length).toBeGreaterThan(100)
  })

  test('no file is longer than 400 lines', () => {
    expect(files.filter(file => readFileSync(file, 'utf8').split('\n').length > 401)).toEqual([])
  })

  test.each(bans)('nowhere $what: use $instead', ({ pattern, where }) => {
    const hits = files.filter(where).flatMap(file =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
    )
    expect(hits).toEqual([])
  })

  test('money is never a float in the database', () => {
    const sql = files.filter(file => file.endsWith('.sql') && !file.endsWith('assert_after.sql'))
    expect(sql.length).toBeGreaterThan(5)
    const hits = sql.filter(file =>
      /\b(real|double precision|float[48]?|money)\b/i.test(readFileSync(file, 'utf8').replace(/--.*|'[^']*'/g, '')),
    )
    expect(hits).toEqual([])
  })
})
