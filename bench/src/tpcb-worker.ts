// The baseline where there is no pgbench, in a process of its own: node tpcb-worker.ts CLIENTS SECONDS SCALE (URL in BENCH_URL).
import pg from 'pg'
import { seededRandom } from './random.ts'
import { accountsPerScale, runTpcb, tellersPerScale } from './tpcb.ts'

const [clients, seconds, scale] = process.argv.slice(2).map(text => Number.parseInt(text, 10)) as [
  number,
  number,
  number,
]
const connections = Array.from({ length: clients }, () => new pg.Client({ connectionString: process.env.BENCH_URL! }))
for (const connection of connections) await connection.connect()

let transactions = 0
const startedMs = performance.now()
const endMs = startedMs + seconds * 1000
await Promise.all(
  connections.map(async (connection, i) => {
    const random = seededRandom(i + 1)
    while (performance.now() < endMs) {
      await runTpcb(connection, {
        account: 1 + random(scale * accountsPerScale),
        teller: 1 + random(scale * tellersPerScale),
        branch: 1 + random(scale),
        delta: random(10_001) - 5_000,
      })
      transactions += 1
    }
  }),
)
const perSecond = transactions / ((performance.now() - startedMs) / 1000)
await Promise.all(connections.map(connection => connection.end()))
process.stdout.write(`${JSON.stringify({ perSecond })}\n`)
