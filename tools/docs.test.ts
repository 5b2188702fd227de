/** Docs as a test: what they name exists, and the walk of a payment goes downward through files that import one another. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const read = (file: string) => readFileSync(file, 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...['START', 'ARCHITECTURE', 'API', 'SECURITY', 'OPERATE', 'STYLE'].map(name => `docs/${name}.md`),
]

describe('docs', () => {
  test.each(pages)('every link of %s leads somewhere', page => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
      .map(match => match[1]!)
      .filter(link => !/^[a-z]+:/.test(link))
    expect(links.filter(link => !existsSync(normalize(join(dirname(page), link))))).toEqual([])
  })

  test.each(pages)('every file that %s names is there', page => {
    const names = [...read(page).matchAll(/`((?:contract|server|ui|apps|e2e|bench|tools|docs)\/[\w./-]+)`/g)].map(
      match => match[1]!,
    )
    expect(names.filter(name => !existsSync(name))).toEqual([])
  })

  test('the README is short and its commands exist', () => {
    const readme = read('README.md')
    expect(readme.split('\n').length).toBeLessThan(150)
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const used = [...readme.matchAll(/npm (?:run )?(demo|test|build|check|bench)\b/g)].map(match => match[1]!)
    expect(used).toEqual(expect.arrayContaining(['demo', 'test', 'bench']))
    expect(used.filter(name => scripts[name] === undefined)).toEqual([])
  })
})

describe('the walk of one payment', () => {
  const walk = read('docs/ARCHITECTURE.md').split('## One payment, read in order')[1]!.split('\n## ')[0]!

  test('names files of every room on the way, in order', () => {
    const rooms = [
      'apps/customer/',
      'apps/till/',
      'contract/src/client.ts',
      'server/src/gateway/',
      'payments/routes.ts',
      'take-payment.ts',
      'commit-payment.ts',
      'group-commit.ts',
      '30-payments.sql',
      '10-ledger.sql',
      'outbox.ts',
      'live-events.ts',
    ]
    const places = rooms.map(room => walk.indexOf(room))
    expect(places.every(place => place >= 0)).toBe(true)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('each server file of the story imports the next, and none imports one before it', () => {
    const payments = 'server/src/modules/payments'
    const story = [
      `${payments}/routes.ts`,
      `${payments}/take-payment.ts`,
      `${payments}/room.ts`,
      `${payments}/commit-payment.ts`,
      `${payments}/store.ts`,
    ]
    story.forEach((file, i) => {
      const imports = [...read(file).matchAll(/from '(\.[^']+)'/g)].map(match =>
        normalize(join(dirname(file), match[1]!)),
      )
      if (i + 1 < story.length) expect(imports).toContain(story[i + 1])
      expect(imports.filter(name => story.slice(0, i).includes(name))).toEqual([])
    })
  })
})
