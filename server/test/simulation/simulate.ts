/**
 * The simulation: customers, a till, a payment provider and a clock, driven by a seed, against the independent model. In each moment
 * some deeds happen at once, each to other purses, so that the model knows what must come of them whatever their order is; some
 * are asked for again, some connections are cut. After each moment the purses must be as the model has them, and from time to time
 * all the books are proved. A violation tells the seed, the step, and the last deeds of the purse.
 */
import { type Random, seededRandom } from '../../src/demo/random.ts'
import { settlePending } from '../../src/modules/funding/settle-load.ts'
import { expireDueLots } from '../../src/modules/ledger/index.ts'
import { expireHolds } from '../../src/modules/payments/index.ts'
import type { Database } from '../../src/platform/database.ts'
import { testNow } from '../till.ts'
import * as cards from './cards-deeds.ts'
import { checkBooks, checkPurses, Violation } from './checks.ts'
import type { Answer, Deed, Memory, Moment } from './deed.ts'
import { type Fault, plantFault } from './faults.ts'
import * as fund from './fund-deeds.ts'
import * as holds from './hold-deeds.ts'
import * as model from './model.ts'
import * as payments from './pay-deeds.ts'
import { buildWorld, type Person, type World } from './world.ts'

export interface SimulationOptions {
  /** Migrated and empty. */
  readonly db: Database
  readonly seed: number
  readonly steps: number
  readonly people?: number
  /** How much likelier than usual is all but plain payments and cash loads; a short run needs that to meet everything. */
  readonly eventful?: number
  /** Planted into the product, to see that it is caught. */
  readonly fault?: Fault | undefined
  readonly onProgress?: (steps: number) => void
}

export interface SimulationReport {
  readonly steps: number
  /** How many deeds were done, refused, and asked for again. */
  readonly done: number
  readonly refused: number
  readonly repeated: number
  readonly cuts: number
  readonly expired: number
}

const atOnce = 320
const weights: readonly (readonly [
  number,
  (moment: Moment, person: Person) => Deed | undefined | Promise<Deed | undefined>,
])[] = [
  [460, payments.pay],
  [50, fund.loadCash],
  [2, fund.loadCard],
  [2, fund.webhooks],
  [1, payments.reuseCode],
  [1.5, holds.hold],
  [1.5, holds.closeHold],
  [3, payments.refund],
  [0.7, payments.tip],
  [1.2, fund.promote],
  [0.7, cards.activate],
  [0.5, cards.consolidate],
  [0.7, payments.split],
  [1, cards.freeze],
]

type Repeatable = { readonly first: Answer } & ReturnType<NonNullable<Deed['again']>>

export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const random = seededRandom(options.seed)
  const world = await buildWorld(options.db, options.people ?? 1_000)
  await plantFault(options.db, options.fault)
  const memory: Memory = { payments: [], cardLoads: [], sales: 0n, holds: 0n }
  const trace: string[] = []
  const repeatable: Repeatable[] = []
  const tally = { steps: 0, done: 0, refused: 0, repeated: 0, cuts: 0, expired: 0 }
  let nowMs = testNow
  try {
    for (let tick = 0; tally.steps < options.steps; tick++) {
      nowMs += random.chance(0.01) ? random.between(1, 9) * 86_400_000 : random.between(31, 400) * 1000
      const moment: Moment = { world, memory, random, nowMs }
      await workersRun(moment, tick)
      const cut = random.chance(0.01)
      const chosen = await chooseDeeds(moment, cut, options.eventful ?? 1)
      const again = random.chance(0.5) && !cut ? chooseRepeats(random, repeatable) : []
      const cutting = cut ? cutConnections(options.db, tally) : undefined
      const answers = await Promise.all([...chosen.map(deed => askUntilAnswered(deed.ask)), ...again.map(repeat)])
      await cutting
      tally.steps += answers.length
      tally.repeated += again.length
      chosen.forEach((deed, i) => {
        settle(deed, answers[i]!, tally, trace, nowMs)
        if (answers[i]!.ok && deed.again)
          remember(random, repeatable, { first: answers[i]!, ...deed.again(answers[i]!) })
      })
      if (cut) await askUntilAnswered(async () => ({ ok: (await reconnected(options.db)).length > 0 }))
      await checkPurses(world, new Set(chosen.flatMap(deed => deed.purses)), nowMs)
      if (tick % (options.eventful ? 25 : 100) === 24) await checkBooks(world, memory)
      forget(memory, nowMs)
      options.onProgress?.(tally.steps)
    }
    await expireDueLots(options.db, nowMs)
    await checkPurses(
      world,
      new Set(world.people.flatMap(({ purse, gift }) => (gift ? [purse, gift.purse] : [purse]))),
      nowMs,
    )
    await checkBooks(world, memory)
    return tally
  } catch (error) {
    const about = error instanceof Violation ? error.message : `the product threw ${error}`
    const lines = trace
      .filter(line => error instanceof Violation && error.purses.some(id => line.includes(id)))
      .slice(-12)
    throw new Violation(`seed ${options.seed}, step ${tally.steps}: ${about}\n${lines.join('\n')}`, [], {
      cause: error,
    })
  } finally {
    await world.close()
  }
}

/** What the product does by itself from time to time. Holds always, for the model can't know when else they end. */
async function workersRun({ world, memory, random, nowMs }: Moment, tick: number): Promise<void> {
  await expireHolds(world.db, nowMs)
  for (const payment of memory.payments) {
    if (payment.state !== 'authorized' || payment.expiresMs! > nowMs) continue
    const held = model.restOf(payment)
    payment.purse.held -= held
    memory.holds -= held
    payment.state = 'expired'
    payment.sources = model.letGo(payment.sources, 0n)
  }
  if (random.chance(0.3)) await expireDueLots(world.db, nowMs)
  if (tick % 20 !== 0) return
  await settlePending(world.db, world.provider.psp, nowMs, 0)
  for (const load of memory.cardLoads.filter(one => one.state === 'pending')) {
    const id = world.provider.keyOf(load.amount, load.person.customer.customerId)
    if (id && world.provider.charged.has(id)) {
      load.state = 'booked'
      load.loadId = id
      model.load(load.person.purse, load.lot, load.amount)
    } else if (nowMs - load.lot.openedMs >= 60_000) memory.cardLoads.splice(memory.cardLoads.indexOf(load), 1)
  }
}

/** Deeds to different purses each. */
async function chooseDeeds(moment: Moment, cut: boolean, eventful: number): Promise<Deed[]> {
  const { world, random } = moment
  const taken = new Set<model.Purse>()
  const chosen: Deed[] = []
  const kinds = weights.map(([weight, deed]) =>
    deed === payments.pay || deed === fund.loadCash ? weight : weight * eventful,
  )
  for (let i = 0; i < atOnce * 2 && chosen.length < atOnce; i++) {
    const person = random.pick(world.people)
    // Whoever has little loads soon.
    const isPoor = model.balanceOf(person.purse, moment.nowMs) < 700n && random.chance(0.7)
    const thaws = person.purse.frozen && random.chance(0.8)
    const choose = isPoor ? fund.loadCash : thaws ? cards.freeze : weights[random.weighted(kinds)]![1]
    if (taken.has(person.purse) || (cut && choose === fund.loadCard)) continue
    const deed = await choose(moment, person)
    if (!deed || deed.purses.some(purse => taken.has(purse))) continue
    for (const purse of deed.purses) taken.add(purse)
    chosen.push(deed)
  }
  return chosen
}

function settle(
  deed: Deed,
  answer: Answer,
  tally: { done: number; refused: number },
  trace: string[],
  nowMs: number,
): void {
  const ids = deed.purses.map(purse => purse.id)
  const told = answer.ok ? 'done' : answer.code
  trace.push(`${new Date(nowMs).toISOString()} ${deed.what}: ${told} (${ids.join(', ')})`)
  if (trace.length > 100_000) trace.splice(0, 50_000)
  const right = deed.expected === true ? answer.ok : !answer.ok && deed.expected.includes(answer.code ?? '')
  if (!right) {
    const expected = deed.expected === true ? 'it to be done' : deed.expected.join(' or ')
    throw new Violation(`"${deed.what}" was answered ${told}; the model expects ${expected}`, ids)
  }
  if (answer.ok || deed.leavesTrace) deed.apply(answer)
  if (answer.ok) tally.done += 1
  else tally.refused += 1
}

/** A connection that was cut is no answer: the till asks again with the same key. */
async function askUntilAnswered(ask: () => Promise<Answer>, tries = 20): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    const lost = /^(57|08)/.test(code) || /terminat|closed|ECONNRESET|EPIPE|lost|not queryable/i.test(String(error))
    if (!lost || tries === 0) throw error
    return askUntilAnswered(ask, tries - 1)
  }
}

async function cutConnections(db: Database, tally: { cuts: number }): Promise<void> {
  await db
    .query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    .catch(() => undefined)
  tally.cuts += 1
}

/** Every connection of the pool works again. */
function reconnected(db: Database): Promise<unknown[]> {
  return Promise.all(Array.from({ length: 20 }, () => db.query('SELECT pg_sleep(0.002)')))
}

function remember(random: Random, repeatable: Repeatable[], one: Repeatable): void {
  if (repeatable.length < 500) repeatable.push(one)
  else repeatable[random.between(0, 499)] = one
}

function chooseRepeats(random: Random, repeatable: readonly Repeatable[]): Repeatable[] {
  return repeatable.length === 0 ? [] : Array.from({ length: random.between(1, 12) }, () => random.pick(repeatable))
}

/** The same key and content: the first answer. The same key with other content: an error. */
async function repeat({ first, ask, altered }: Repeatable): Promise<Answer> {
  const answer = await ask()
  if (!answer.ok || answer.replayed === false || answer.id !== first.id) {
    throw new Violation(
      `a repeated request was answered ${JSON.stringify(answer)} in place of ${JSON.stringify(first)}`,
      [],
    )
  }
  const other = await altered?.()
  if (other && other.code !== 'idempotency_key_reused') {
    throw new Violation(`a key with other content was answered ${JSON.stringify(other)}`, [])
  }
  return answer
}

/** Old payments are let go, so that a long run stays quick; those that may still change stay. */
function forget(memory: Memory, nowMs: number): void {
  if (memory.payments.length < 6_000) return
  const recent = memory.payments.length - 3_000
  const kept = memory.payments.filter(
    (one, i) => one.state === 'authorized' || (i >= recent && nowMs - one.atMs < 2 * 86_400_000),
  )
  memory.payments.splice(0, memory.payments.length, ...kept)
  const old = memory.cardLoads.filter((load, i) => load.state === 'pending' || i > memory.cardLoads.length - 600)
  memory.cardLoads.splice(0, memory.cardLoads.length, ...old)
}

export type { Person, World }
