/**
 * Writes docs/CAPABILITIES.md: for each row of what Ringfence promises, the tests that name it in their titles. A row without a test,
 * or a title with a row that does not exist, is an error. With `--check` it only tells whether the file is up to date.
 */
import { glob, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { capabilityRows } from './capability-rows.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const path = `${root}docs/CAPABILITIES.md`
const problems: string[] = []

/** Test titles by row: `file: title`. */
const tests = new Map<string, string[]>()
for (const [section, { rows }] of Object.entries(capabilityRows)) {
  for (const i of rows.keys()) tests.set(`${section}.${i + 1}`, [])
}
const files = await Array.fromAsync(glob('{contract,server,apps,ui,e2e,bench,tools}/**/*.test.{ts,tsx}', { cwd: root }))
for (const file of files.filter(name => !name.includes('node_modules')).sort()) {
  const text = await readFile(root + file, 'utf8')
  for (const [, , title] of text.matchAll(/(['"`])((?:(?!\1).)*?\[\d\.\d\](?:(?!\1).)*?)\1/g)) {
    for (const [, row] of title!.matchAll(/\[(\d\.\d)\]/g)) {
      const named = tests.get(row!)
      if (!named) problems.push(`${file}: there is no row ${row}`)
      named?.push(`\`${file}\`: ${title!.replaceAll(/\s*\[\d\.\d\]/g, '')}`)
    }
  }
}
for (const [row, named] of tests) if (named.length === 0) problems.push(`row ${row} has no test that names it`)

const text = `# What is promised, and the tests that show it

Made by \`node tools/pinned-node.js tools/capabilities.ts\` from the titles of the tests; CI fails when it is out of date or a row has no test.
${Object.entries(capabilityRows)
  .map(([section, { title, rows }]) => {
    const shown = rows.map((row, i) => {
      const named = tests.get(`${section}.${i + 1}`)!
      return `### ${section}.${i + 1} ${row}\n\n${named.map(test => `- ${test}`).join('\n')}`
    })
    return `\n## ${section}. ${title}\n\n${shown.join('\n\n')}`
  })
  .join('\n')}
`
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else if (!process.argv.includes('--check')) await writeFile(path, text)
else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
  console.error('docs/CAPABILITIES.md is not what the tests say. Run: node tools/pinned-node.js tools/capabilities.ts')
  process.exitCode = 1
}
