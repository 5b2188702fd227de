/** `node server/test/security/fuzz/main.ts --requests 100000 --seed 1`: the fuzz on an embedded PostgreSQL of its own. Exit status 1 at a violation. */
import { parseArgs } from 'node:util'
import { openDatabase } from '../../../src/platform/database.ts'
import { temporaryPostgres } from '../../../src/platform/embedded-postgres/testing.ts'
import { migrate } from '../../../src/platform/migrations.ts'
import { fuzz } from './fuzz.ts'

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
})
const postgres = await temporaryPostgres({ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
const db = openDatabase(postgres.url, { max: 10 })
try {
  await migrate(db)
  const began = performance.now()
  const [requests, seed] = [Number.parseInt(values.requests, 10), Number.parseInt(values.seed, 10)]
  const report = await fuzz({ db, requests, seed })
  for (const violation of report.violations) console.error(violation)
  const seconds = Math.round((performance.now() - began) / 1000)
  const told = Object.entries(report.statuses).map(([status, count]) => `${status}: ${count}`)
  console.log(
    `fuzz: ${report.sent} requests in ${seconds} s, ${report.done.length} operations done, ${told.join(', ')}; ${report.violations.length} violations`,
  )
  process.exitCode = report.violations.length === 0 ? 0 : 1
} finally {
  await db.end()
  await postgres.remove()
}
