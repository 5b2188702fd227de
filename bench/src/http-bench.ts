/** How fast whole payments go: signed, authenticated, logged, over HTTP, against TPC-B on the same server. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Database } from '../../server/src/platform/database.ts'
import { openKeyRing } from '../../server/src/platform/key-ring.ts'
import { baselineClients, createBaseline } from './baseline.ts'
import { openPhones, openTills } from './http-brand.ts'
import { amount, type LoadOrder, type LoadPlan, type LoadReport } from './http-load.ts'
import { createServerDirectory, startServer } from './http-server.ts'
import type { BenchOptions } from './options.ts'
import { proveBooks } from './proof.ts'
import { machineOf, type Overload, type Report } from './report.ts'
import { type Contender, measureRounds } from './rounds.ts'
import { openServer } from './server.ts'
import { untilStopped } from './until-stopped.ts'

const inFlights = [64, 256]
/** More than the server has places for. */
const overload = 1_024
const tillCount = 8
const balance = 1_000_000_000n

export async function benchHttp(options: BenchOptions): Promise<Report> {
  const server = await openServer(options.databaseUrl)
  return untilStopped(server.remove, async () => {
    const { rounds = 5, seconds, scale, accounts = 60_000 } = options
    const baseline = await createBaseline(await server.createDatabase(), scale, options.driver)
    const db = await server.createMigrated()
    const { directory, masterKey, remove } = await createServerDirectory()
    const atMs = Date.now()
    const tills = await openTills(db, tillCount, atMs)
    const phones = await openPhones(db, await openKeyRing(db, masterKey, atMs), accounts, { balance, atMs })
    await server.checkpoint()

    const processes = availableParallelism()
    const served = await startServer(directory, db.url, processes)
    const load = await startLoad({ origin: served.origin, tills, phones })
    const measure = async () => ({
      ...(await measureRounds(baseline, load.contenders(db), { rounds, seconds })),
      overload: await load.overload(),
    })
    const measured = await measure().finally(async () => {
      load.end()
      await served.stop()
      await remove()
    })
    return {
      name: 'http',
      machine: machineOf(server.version),
      baseline: baseline.kind,
      clients: baselineClients,
      scale,
      rounds,
      seconds,
      accounts,
      processes,
      ...measured,
      proof: await proveBooks(db, { payments: load.taken(), paid: BigInt(load.taken()) * BigInt(amount) }),
    }
  })
}

async function startLoad(plan: LoadPlan) {
  const generator = fork(fileURLToPath(new URL('./http-load.ts', import.meta.url)))
  await ask(generator, plan)
  let taken = 0
  const shoot = async (order: LoadOrder) => {
    const { sample, shed, refused, firstRefusal, ...report } = await ask<LoadReport>(generator, order)
    if (shed > 0 && order.inFlight < overload) throw new Error(`${shed} payments found no room`)
    if (firstRefusal !== undefined) throw new Error(`payments were refused: ${JSON.stringify(refused)} ${firstRefusal}`)
    taken += report.taken
    return { sample, shed, taken: report.taken }
  }
  return {
    /** As many requests as the last measurement says fit the time; then the listeners may catch up before the next. */
    contenders: (db: Database): Contender[] =>
      inFlights.map(inFlight => {
        let perSecond = 1_000
        return {
          what: 'http',
          inFlight,
          measure: async seconds => {
            const { sample } = await shoot({ inFlight, count: Math.ceil(perSecond * seconds) })
            perSecond = sample.perSecond
            await untilListenersRest(db)
            return sample
          },
        }
      }),
    /** What it has no room for it says so; what it takes it keeps (the proof counts); then it is as it was. */
    overload: async (): Promise<Overload> => {
      const over = await shoot({ inFlight: overload, count: 4 * overload })
      const after = await shoot({ inFlight: inFlights[0]!, count: 2 * overload })
      return { inFlight: overload, taken: over.taken, shed: over.shed, perSecondAfter: after.sample.perSecond }
    },
    taken: () => taken,
    end: () => generator.disconnect(),
  }
}

async function ask<Reply>(generator: ChildProcess, message: LoadPlan | LoadOrder): Promise<Reply> {
  const answered = new AbortController()
  const { signal } = answered
  const ended = once(generator, 'exit', { signal }).then(([status]) => {
    throw new Error(`the load generator ended with status ${status}`)
  })
  generator.send(message)
  try {
    const [reply] = (await Promise.race([once(generator, 'message', { signal }), ended])) as [Reply]
    const { failed } = reply as { failed?: string }
    if (failed !== undefined) throw new Error(`the load generator failed: ${failed}`)
    return reply
  } finally {
    ended.catch(() => undefined)
    answered.abort()
  }
}

/** Insights, webhooks, receipts and seals follow what was paid a moment later; that work must not fall into the baseline's time. */
async function untilListenersRest(db: Database): Promise<void> {
  while ((await db.query(isBehind)).length > 0) await sleep(50)
}

const isBehind = `
  SELECT FROM ringfence.outbox_heads h, LATERAL (VALUES
      ((SELECT seq FROM insights.offsets o WHERE o.lane = h.lane)), ((SELECT seq FROM webhooks.offsets o WHERE o.lane = h.lane)),
      ((SELECT seq FROM notifications.offsets o WHERE o.lane = h.lane)),
      ((SELECT seq FROM funding.auto_top_up_offsets o WHERE o.lane = h.lane))) done(seq)
   WHERE h.seq > coalesce(done.seq, 0)
  UNION ALL SELECT FROM audit.head WHERE last_seq > coalesce((SELECT max(last_seq) FROM audit.batches), 0)`
