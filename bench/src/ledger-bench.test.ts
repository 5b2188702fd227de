import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import type { Report } from './report.ts'

const run = promisify(execFile)
const main = fileURLToPath(new URL('./main.ts', import.meta.url))

test('the ledger benchmark prints one JSON document with a ratio for each result, and proves the books', async () => {
  const sizes = ['--rounds', '1', '--seconds', '1', '--accounts', '500', '--scale', '1']
  const words = ['ledger', '--json', ...sizes, '--database-url', inject('postgresUrl')]
  const { stdout } = await run(process.execPath, [main, ...words])
  const report = JSON.parse(stdout) as Report
  expect(report).toMatchObject({ name: 'ledger', rounds: 1, clients: 64, scale: 1, accounts: 500, proof: { ok: true } })
  expect(['pgbench', 'driver']).toContain(report.baseline)
  expect(report.machine.postgres).toMatch(/^\d+\.\d+/)
  expect(report.results.map(({ what, inFlight }) => [what, inFlight])).toEqual([
    ['ledger', 64],
    ['ledger', 1024],
    ['ledger, 2 lots', 64],
    ['ledger, 2 lots', 1024],
    ['ledger, 5 lots', 64],
    ['ledger, 5 lots', 1024],
    ['payments', 64],
    ['payments', 1024],
  ])
  for (const { perSecond, ratio, p50Ms, p99Ms } of report.results) {
    expect(perSecond.median).toBeGreaterThan(0)
    expect(ratio).toBeCloseTo(perSecond.median / report.baselinePerSecond!.median)
    expect(p50Ms).toBeLessThanOrEqual(p99Ms!)
  }
})

test('words that make no sense are answered with the usage or the reason, and no database is started', async () => {
  const failed = (...words: string[]) => run(process.execPath, [main, ...words]).catch(({ stderr }) => String(stderr))
  expect(await failed('speed')).toContain('Usage: npm run bench')
  expect(await failed('ledger', '--rounds', '0')).toContain('--rounds is a whole number from 1')
  expect(await failed('import', '--file', '/nonexistent/file')).toContain('no purchase history at /nonexistent/file')
})
