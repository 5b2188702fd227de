/** The yardstick: transactions per second of the TPC-B-like transaction, by PostgreSQL's own pgbench where it is installed. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { createTpcbTables } from './tpcb.ts'

const run = promisify(execFile)
const worker = fileURLToPath(new URL('./tpcb-worker.ts', import.meta.url))

export interface Baseline {
  readonly kind: 'pgbench' | 'driver'
  /** Transactions per second over so many seconds. */
  measure(seconds: number): Promise<number>
}

export const baselineClients = 64

/** Makes the tables in a fresh database. */
export async function createBaseline(url: string, scale: number, forceDriver: boolean): Promise<Baseline> {
  await createTpcbTables(url, scale)
  if (!forceDriver && (await hasPgbench())) return { kind: 'pgbench', measure: seconds => runPgbench(url, seconds) }
  return driverBaseline(url, scale)
}

/** The same SQL by a Node process. It costs more than pgbench, so its figure is lower and flatters us: always say which. */
export function driverBaseline(url: string, scale: number): Baseline {
  return {
    kind: 'driver',
    measure: async seconds => {
      const env = { ...process.env, BENCH_URL: url }
      const { stdout } = await run(process.execPath, [worker, ...[baselineClients, seconds, scale].map(String)], {
        env,
      })
      return (JSON.parse(stdout) as { perSecond: number }).perSecond
    },
  }
}

async function hasPgbench(): Promise<boolean> {
  return run('pgbench', ['--version']).then(
    () => true,
    () => false,
  )
}

async function runPgbench(url: string, seconds: number): Promise<number> {
  const args = ['-n', '-c', String(baselineClients), '-j', '2', '-T', String(seconds)]
  const { stdout } = await run('pgbench', args, { env: { ...process.env, ...connectionVariables(url) } })
  const tps = /^tps = ([\d.]+) \(without initial connection time\)/m.exec(stdout)?.[1]
  if (tps === undefined) throw new Error(`pgbench said nothing about its speed:\n${stdout}`)
  return Number(tps)
}

/** By environment, so that the password is in no list of processes. */
function connectionVariables(url: string): Record<string, string> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url })
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user ?? '',
    PGPASSWORD: password ?? '',
    PGDATABASE: database ?? '',
  }
}
