/** Every attack and requirement has tests that name it, and the table of them is up to date. `npm test` runs the tests themselves. */
import { readFile } from 'node:fs/promises'
import { type Check, root, runNode } from '../check.ts'

export const tests: Check = {
  name: 'attacks',
  run: async () => {
    const { code, output } = await runNode(`${root}tools/security-tests.ts`, ['--check'])
    const table = await readFile(`${root}docs/SECURITY-TESTS.md`, 'utf8').catch(() => '')
    const rows = table.match(/^### (S|A)\d+$/gm) ?? []
    return { looked: rows.length, problems: code === 0 ? [] : output.trim().split('\n') }
  },
}
