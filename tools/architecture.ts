/**
 * Checks the import rules of .dependency-cruiser.js, and that the check itself works: it must have seen our modules, and it must
 * catch an import that is known to be bad. A check that can't fail proves nothing.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import config from '../.dependency-cruiser.js'

const planted = 'server/src/kernel/planted'
const bad = "import '../../modules/ledger/index.ts'\nexport {}\n"

/** Modules seen, and what they break. */
async function check(): Promise<{ seen: number; broken: string[] }> {
  const options = { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true } as object
  const { output } = await cruise(['contract/src', 'server/src', 'ui/src', 'apps'], options, undefined, {
    tsConfig: extractTSConfig('tsconfig.json'),
  })
  const { summary } = output as ICruiseResult
  return {
    seen: summary.totalCruised,
    broken: summary.violations.map(found => `${found.rule.name}: ${found.from} → ${found.to}`),
  }
}

const real = await check()
await mkdir(planted, { recursive: true })
await writeFile(`${planted}/bad.ts`, bad)
const caught = await check().finally(() => rm(planted, { recursive: true }))

const problems = [...real.broken]
if (real.seen < 50) problems.push(`only ${real.seen} modules were seen: the check looked at nothing`)
if (!caught.broken.some(line => line.startsWith('kernel-imports-nothing: server/src/kernel/planted'))) {
  problems.push('a bad import was planted in the kernel and not caught')
}
for (const problem of problems) console.error(problem)
console.log(
  `architecture: ${real.seen} modules, ${problems.length} problems; a planted bad import was ${caught.broken.length > real.broken.length ? 'caught' : 'MISSED'}`,
)
process.exitCode = problems.length === 0 ? 0 : 1
