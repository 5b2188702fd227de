/** The attacks and requirements that have tests: all of them run, and the table of them is up to date. */
import { mkdir, readFile } from 'node:fs/promises'
import { type Check, root, runNode } from '../check.ts'

export const tests: Check = {
  name: 'attacks',
  run: async () => {
    const table = await runNode(`${root}tools/security-tests.ts`, ['--check'])
    const problems = table.code === 0 ? [] : table.output.trim().split('\n')
    const folder = `${root}tools/security/report`
    await mkdir(folder, { recursive: true })
    const file = `${folder}/tests.json`
    const words = ['run', 'server/test/security', 'server/src/gateway', '--reporter=json', `--outputFile=${file}`]
    await runNode(`${root}node_modules/vitest/vitest.mjs`, words, { seconds: 1800 })
    const report = JSON.parse(await readFile(file, 'utf8')) as Report
    for (const { name, assertionResults, message } of report.testResults) {
      const bad = assertionResults.filter(({ status }) => status === 'failed')
      problems.push(...bad.map(({ fullName }) => `${name}: ${fullName}`))
      if (bad.length === 0 && message) problems.push(`${name}: ${message}`)
    }
    return { looked: report.numPassedTests, problems }
  },
}

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly message?: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}
