/**
 * `npm run security`: looks for vulnerabilities in all the ways that run here. What needs only npm runs always; what needs Debian's packages
 * runs where they are or can be installed (as root, with `--install`), and is otherwise left out, and said to be so; with `--all` that is
 * a failure. Names of checks as words run those alone. Ends with counts.
 */
import { parseArgs } from 'node:util'
import { type Check, run } from './check.ts'
import { checks } from './checks/index.ts'

const { values, positionals } = parseArgs({
  options: { install: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const chosen = checks.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const [passed, failed, leftOut] = [[] as string[], [] as string[], [] as string[]]
for (const check of chosen) {
  const missing = await missingOf(check)
  if (missing.length > 0) {
    console.log(`left out  ${check.name}: needs ${missing.join(', ')}`)
    leftOut.push(check.name)
    continue
  }
  const began = performance.now()
  const { looked, problems } = await check.run().catch((error: unknown) => ({ looked: 0, problems: [String(error)] }))
  const ok = problems.length === 0 && looked > 0
  ;(ok ? passed : failed).push(check.name)
  const seconds = Math.round((performance.now() - began) / 1000)
  console.log(
    `${ok ? 'passed' : 'FAILED'}    ${check.name}: ${looked} looked at, ${problems.length} wrong, ${seconds} s`,
  )
  for (const problem of problems.slice(0, 40)) console.log(`          ${problem}`)
  if (problems.length > 40) console.log(`          and ${problems.length - 40} more`)
}
if (values.all) failed.push(...leftOut)
console.log(`security: ${passed.length} passed, ${failed.length} failed, ${leftOut.length} left out`)
process.exitCode = failed.length === 0 && passed.length > 0 ? 0 : 1

/** Debian's packages that are not there, after an attempt to install them when that was asked for. */
async function missingOf({ debian = [] }: Check): Promise<string[]> {
  const missing = await absent(debian)
  if (missing.length === 0 || !values.install || process.getuid?.() !== 0) return missing
  await run('apt-get', ['update', '-qq'])
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
  })
  return absent(missing)
}

async function absent(names: readonly string[]): Promise<string[]> {
  const missing: string[] = []
  for (const name of names) {
    const { code, output } = await run('dpkg-query', ['-W', '-f', '$' + '{Status}', name]).catch(() => ({
      code: 1,
      output: '',
    }))
    if (code !== 0 || !output.includes('install ok installed')) missing.push(name)
  }
  return missing
}
