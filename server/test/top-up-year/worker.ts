/** The worker's three steps, with time and crashes between them; the state machine in it is the real one. */
import { step } from '../../src/modules/funding/auto-top-up/rules.ts'
import type { Charge, Event, Outcome } from '../../src/modules/funding/auto-top-up/state.ts'
import { book, chargeAndBook } from './bank.ts'
import { noteBegun, noteEnded, noteTold } from './checks.ts'
import { type Customer, minute, must, type World } from './world.ts'

/** One transaction: all of what an event does is written, or, when the process dies, nothing. */
export function commit(
  world: World,
  customer: Customer,
  event: Event,
): { committed: boolean; charge: Charge | undefined } {
  const next = step(customer.row, event, world.machine)
  if (!next) return { committed: false, charge: undefined }
  if (world.random.chance(0.01)) {
    world.tally.crashes++
    return { committed: false, charge: undefined }
  }
  customer.row = next.state
  let charge: Charge | undefined
  for (const effect of next.effects) {
    if (effect.type === 'tell') noteTold(world, customer, effect.notice, event.atMs)
    else charge = effect.charge
  }
  if (next.state.wakeAtMs !== undefined) wakeAt(world, customer, next.state.wakeAtMs)
  return { committed: true, charge }
}

export function wakeAt(world: World, customer: Customer, atMs: number): void {
  world.queue.push(atMs, () => {
    const wake = customer.row?.wakeAtMs
    if (wake !== undefined && wake <= atMs) work(world, customer, atMs)
  })
}

function work(world: World, customer: Customer, nowMs: number): void {
  const { random, tally, queue } = world
  const wasInFlight = customer.row!.charge !== undefined
  const { committed, charge } = commit(world, customer, { type: 'look', account: customer.account, atMs: nowMs })
  if (!committed) wakeAt(world, customer, nowMs + random.between(1, 30_000)) // another process comes
  if (!charge) return
  if (!wasInFlight) noteBegun(world, customer, charge, nowMs)
  const earlier = customer.bank.get(`${charge.attempt - 1}`)
  if (earlier && random.chance(0.02)) {
    // the webhook of the charge before, once more, just now
    queue.push(nowMs + 50, atMs => deliver(world, customer, earlier.attempt, book(world, customer, earlier), atMs))
  }
  if (random.chance(0.02)) {
    tally.crashes++ // after the commit, before the charge: asked again later
    return
  }
  const delayMs = random.chance(0.02) ? random.between(minute, 20 * minute) : random.between(100, 5_000)
  if (random.chance(0.05)) bringCash(world, customer)
  queue.push(nowMs + delayMs, atMs => makeCharge(world, customer, charge, atMs))
}

function makeCharge(world: World, customer: Customer, charge: Charge, nowMs: number): void {
  const heard = (of: Customer, attempt: number, outcome: Outcome, atMs: number) =>
    deliver(world, of, attempt, outcome, atMs)
  const outcome = chargeAndBook(world, customer, charge, nowMs, heard)
  if (outcome === undefined) return
  if (world.random.chance(0.02)) {
    world.tally.crashes++ // before the answer is written: asked for again
    return
  }
  deliver(world, customer, charge.attempt, outcome, nowMs)
}

function deliver(world: World, customer: Customer, attempt: number, outcome: Outcome, nowMs: number): void {
  const inFlight = customer.row?.charge?.attempt
  if (inFlight !== attempt) world.tally.lateAnswers++
  const isOpen = customer.deeds.has(attempt) && customer.deeds.get(attempt)!.outcome === undefined
  must(!isOpen || inFlight === attempt, 'a charge ended by the answer to another', world, customer, nowMs)
  const about = (world.settings.fault?.anyAnswer && inFlight) || attempt
  const reason = outcome === 'succeeded' ? undefined : `The bank says: ${outcome}.`
  if (inFlight === about) customer.outcomes.push(outcome)
  const { committed } = commit(world, customer, { type: 'answer', attempt: about, outcome, reason, atMs: nowMs })
  if (committed) noteEnded(world, customer, attempt, outcome, nowMs)
  else if (inFlight === about) customer.outcomes.pop()
}

export function bringCash({ random }: World, customer: Customer): void {
  const { account } = customer
  const cash = BigInt(random.between(500, 3_000))
  if (account.balance + cash > account.ceiling) return
  account.balance += cash
  customer.flow += cash
}
