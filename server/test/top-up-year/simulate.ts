/**
 * A year of auto top-up in memory: customers who pay and change their minds, a bank that misbehaves, workers that crash between any two
 * steps. The state machine is the real one; all around it is a twin that keeps its own account. A seed reproduces it.
 */
import { step } from '../../src/modules/funding/auto-top-up/rules.ts'
import type { Rule } from '../../src/modules/funding/auto-top-up/state.ts'
import { ask, book } from './bank.ts'
import { closeBooks } from './checks.ts'
import { bringCash, commit, wakeAt } from './worker.ts'
import { type Customer, day, hour, newWorld, type Settings, type Tally, type World } from './world.ts'

/** Runs it to the end and settles what is left. Throws at the first thing that must not be, with seed and customer. */
export function simulate(settings: Settings): Tally {
  const world = newWorld(settings)
  const { customers, queue, random, endMs } = world
  for (const customer of customers) {
    queue.push(settings.startMs + random.between(0, 30 * day), atMs => live(world, customer, atMs))
    queue.push(settings.startMs + random.between(0, 8 * day), atMs => pay(world, customer, atMs))
  }
  queue.push(settings.startMs, atMs => sweep(world, atMs))
  queue.runUntil(endMs)
  for (const customer of customers) {
    settleLast(world, customer)
    closeBooks(world, customer)
  }
  return world.tally
}

function pay(world: World, customer: Customer, nowMs: number): void {
  const { random, queue, tally } = world
  queue.push(nowMs + random.between(hour, 8 * day), atMs => pay(world, customer, atMs))
  const { account } = customer
  const amount = BigInt(random.between(200, 2_500))
  if (account.frozen || account.balance < amount) return
  account.balance -= amount
  customer.flow -= amount
  tally.payments++
  if (random.chance(0.95)) wakeThreshold(world, customer, nowMs) // the others are left to the sweep
}

function wakeThreshold(world: World, customer: Customer, nowMs: number): void {
  const { row } = customer
  if (row?.status !== 'on' || row.rule.trigger.type !== 'threshold' || row.wakeAtMs !== undefined) return
  customer.row = { ...row, wakeAtMs: nowMs }
  wakeAt(world, customer, nowMs)
}

function sweep(world: World, nowMs: number): void {
  for (const customer of world.customers) {
    const trigger = customer.row?.rule.trigger
    const isLow = trigger?.type === 'threshold' && customer.account.balance < trigger.threshold
    if (isLow) wakeThreshold(world, customer, nowMs)
  }
  world.queue.push(nowMs + day, atMs => sweep(world, atMs))
}

/** What people do besides: change their rule, remove it, freeze, bring cash; and cards that go bad for a while. */
function live(world: World, customer: Customer, nowMs: number): void {
  const { random, queue } = world
  queue.push(nowMs + random.between(day, 40 * day), atMs => live(world, customer, atMs))
  customer.account.frozen = random.chance(0.1)
  if (random.chance(0.2)) bringCash(world, customer)
  if (random.chance(0.15)) customer.badCardUntilMs = nowMs + random.between(hour, 20 * day)
  const status = customer.row?.status
  if (status && random.chance(0.1)) {
    if (commit(world, customer, { type: 'remove', atMs: nowMs }).committed) customer.announcedMs = undefined
  } else if (status !== 'on' || random.chance(0.3)) {
    commit(world, customer, { type: 'set', rule: drawRule(world), atMs: nowMs })
  }
  wakeThreshold(world, customer, nowMs)
}

function drawRule({ random }: World): Rule {
  const amount = BigInt(random.between(10, 40) * 100)
  const paymentMethodId = random.chance(0.8) ? 'visa' : 'amex'
  const kind = random.between(1, 4)
  if (kind === 1) return { amount, paymentMethodId, trigger: { type: 'monthly', day: random.between(1, 31) } }
  if (kind === 2) return { amount, paymentMethodId, trigger: { type: 'weekly', weekday: random.between(1, 7) } }
  return { amount, paymentMethodId, trigger: { type: 'threshold', threshold: BigInt(random.between(3, 15) * 100) } }
}

/** The charge that is still in flight at the end is asked about once more, as the next day's worker would. */
function settleLast(world: World, customer: Customer): void {
  const charge = customer.row?.charge
  if (!charge) return
  if (!customer.loads.has(charge.attempt)) customer.loads.set(charge.attempt, 'pending')
  const outcome = book(world, customer, ask(world, customer, charge, world.endMs, undefined))
  const event = { type: 'answer', attempt: charge.attempt, outcome, reason: 'The end.', atMs: world.endMs } as const
  customer.row = step(customer.row, event, world.machine)!.state
}
