/**
 * `npm run simulate -- --seed 1 --steps 200000`: the simulation on an embedded PostgreSQL of its own, thrown away afterwards. Several
 * seeds (`--seeds 1-20`) run two at a time. Exit status 1 at the first violation.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import { openDatabase } from '../../src/platform/database.ts'
import { temporaryPostgres } from '../../src/platform/embedded-postgres/testing.ts'
import { migrate } from '../../src/platform/migrations.ts'
import { databaseUrl } from '../postgres.ts'
import { type Fault, faults } from './faults.ts'
import { simulate } from './simulate.ts'

/** A new database after so many steps, so that a long run does not end in a huge one. */
const chapter = 100_000

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    steps: { type: 'string', default: '10000' },
    fault: { type: 'string' },
  },
})
const steps = Number.parseInt(values.steps, 10)
if (values.seeds) await runSeeds(values.seeds)
else await runSeed(Number.parseInt(values.seed, 10), values.fault as Fault | undefined)

async function runSeeds(range: string): Promise<void> {
  const [from = 1, to = from] = range.split('-').map(text => Number.parseInt(text, 10))
  const limit = pLimit(2)
  const seeds = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const codes = await Promise.all(
    seeds.map(seed =>
      limit(async () => {
        const words = [fileURLToPath(import.meta.url), '--seed', String(seed), '--steps', String(steps)]
        const [code] = await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'exit')
        return code as number | null
      }),
    ),
  )
  process.exitCode = codes.every(code => code === 0) ? 0 : 1
}

async function runSeed(seed: number, fault: Fault | undefined): Promise<void> {
  if (fault !== undefined && !faults.includes(fault)) throw new Error(`faults are: ${faults.join(', ')}`)
  // What a crash of the database does is shown elsewhere (server/test/crash); here it need not wait for the disk.
  const postgres = await temporaryPostgres({ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
  const began = performance.now()
  const total = { steps: 0, done: 0, refused: 0, repeated: 0, cuts: 0, expired: 0 }
  try {
    const admin = openDatabase(postgres.url, { max: 1 })
    await admin.query('CREATE DATABASE template')
    const template = openDatabase(databaseUrl(postgres.url, 'template'), { max: 1 })
    await migrate(template).finally(() => template.end())
    for (let part = 0; total.steps < steps; part++) {
      await admin.query(`CREATE DATABASE part_${part} TEMPLATE template`)
      const db = openDatabase(databaseUrl(postgres.url, `part_${part}`), { max: 8 })
      const report = await simulate({
        db,
        seed: seed * 1_000 + part,
        steps: Math.min(chapter, steps - total.steps),
        fault,
      })
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += report[name]
      await db.end()
      await admin.query(`DROP DATABASE part_${part} WITH (FORCE)`)
    }
    await admin.end()
    const seconds = Math.round((performance.now() - began) / 1000)
    console.log(
      `seed ${seed}: ${total.steps} steps in ${seconds} s: ${total.done} done, ${total.refused} refused, ${total.repeated} repeated, ${total.cuts} times all connections cut; no violation`,
    )
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  } finally {
    await postgres.remove()
  }
}
