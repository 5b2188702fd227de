/**
 * Writes docs/SECURITY-TESTS.md: for each requirement and attack the tests that name it in their titles, and for each item of OWASP's lists
 * the rows that answer it. A row without a test, or a title with a row that does not exist, is an error. With `--check` it only tells.
 */
import { glob, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { asvs, attacks, owaspApi, requirements } from './security/rows.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const path = `${root}docs/SECURITY-TESTS.md`
const marker = /\[((?:S|A|API)\d{1,2})\]/g
const problems: string[] = []

/** Test titles by row: `file: title`. */
const tests = new Map<string, string[]>([...Object.keys(requirements), ...Object.keys(attacks)].map(row => [row, []]))
const direct = new Map<string, string[]>(Object.keys(owaspApi).map(row => [row, []]))
const files = await Array.fromAsync(glob('{contract,server,apps,ui,e2e,bench,tools}/**/*.test.{ts,tsx}', { cwd: root }))
for (const file of files.filter(name => !name.includes('node_modules')).sort()) {
  const text = await readFile(root + file, 'utf8')
  for (const [, , title] of text.matchAll(/(['"`])((?:(?!\1)[^\n])*?\[(?:S|A|API)\d{1,2}\](?:(?!\1)[^\n])*?)\1/g)) {
    const said = `\`${file}\`: ${title!.replaceAll(marker, '').replaceAll(/\s+/g, ' ').trim()}`
    for (const [, row] of title!.matchAll(marker)) {
      const named = tests.get(row!) ?? direct.get(row!)
      if (!named) problems.push(`${file}: there is no row ${row}`)
      else if (!named.includes(said)) named.push(said)
    }
  }
}
for (const [row, named] of tests) if (named.length === 0) problems.push(`${row} has no test that names it`)
for (const [item, [, rows]] of Object.entries(owaspApi)) {
  if (rows.length === 0 && direct.get(item)!.length === 0) problems.push(`${item} has no test that names it`)
}

const listOf = (named: readonly string[]) => named.map(test => `- ${test}`).join('\n')
const answered = (list: typeof owaspApi) =>
  Object.entries(list)
    .map(([item, [title, rows]]) => {
      const own = direct.get(item) ?? []
      const count = new Set([...rows.flatMap(row => tests.get(row)!), ...own]).size
      const where = [...rows.map(row => `[${row}](#${row.toLowerCase()})`), ...own].join(', ')
      return `| ${item} | ${title} | ${where} | ${count} |`
    })
    .join('\n')

const text = `# Attacks, defences and the tests that show them

Made by \`node tools/pinned-node.js tools/security-tests.ts\` from the titles of the tests; CI fails when it is out of date or a row has no test.

## Attacks

| | attack | defence | tests |
|---|---|---|---|
${Object.entries(attacks)
  .map(
    ([row, [attack, defence]]) =>
      `| [${row}](#${row.toLowerCase()}) | ${attack} | ${defence} | ${tests.get(row)!.length} |`,
  )
  .join('\n')}

## Requirements

| | requirement | tests |
|---|---|---|
${Object.entries(requirements)
  .map(([row, what]) => `| [${row}](#${row.toLowerCase()}) | ${what} | ${tests.get(row)!.length} |`)
  .join('\n')}

## OWASP API Security Top 10 (2023)

| | risk | answered by | tests |
|---|---|---|---|
${answered(owaspApi)}

## OWASP ASVS 5.0, the chapters that apply

| | chapter | answered by | tests |
|---|---|---|---|
${answered(asvs)}

## The tests

${[...tests].map(([row, named]) => `### ${row}\n\n${listOf(named)}`).join('\n\n')}
`
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else if (!process.argv.includes('--check')) await writeFile(path, text)
else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
  console.error(
    'docs/SECURITY-TESTS.md is not what the tests say. Run: node tools/pinned-node.js tools/security-tests.ts',
  )
  process.exitCode = 1
}
