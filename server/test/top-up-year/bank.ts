/** A bank that declines, times out after success and calls back late, twice or never; and the loads that book what it took. */
import type { Charge, Outcome } from '../../src/modules/funding/auto-top-up/state.ts'
import { type BankCharge, type Customer, day, hour, minute, must, type World } from './world.ts'

type Deliver = (customer: Customer, attempt: number, outcome: Outcome, nowMs: number) => void

/** What the worker's `charge` does: a load under the attempt's key, charged and booked once. Undefined: the answer is lost. */
export function chargeAndBook(
  world: World,
  customer: Customer,
  charge: Charge,
  nowMs: number,
  deliver: Deliver,
): Outcome | undefined {
  const { random, tally } = world
  const { loads, account } = customer
  const load = loads.get(charge.attempt)
  if (load === undefined && account.balance + charge.amount > account.ceiling) {
    loads.set(charge.attempt, 'refused')
    return 'refused'
  }
  if (load !== undefined && load !== 'pending') return load
  loads.set(charge.attempt, 'pending')
  if (random.chance(0.02)) {
    tally.lostAnswers++ // the request never arrived
    return undefined
  }
  const made = ask(world, customer, charge, nowMs, deliver)
  if (random.chance(0.05)) {
    tally.lostAnswers++ // it did, and the answer did not
    return undefined
  }
  return book(world, customer, made)
}

/** Charges, or finds the charge with this key. */
export function ask(
  world: World,
  customer: Customer,
  charge: Charge,
  nowMs: number,
  deliver: Deliver | undefined,
): BankCharge {
  const { random, tally, settings } = world
  const key = settings.fault?.freshKeys ? `${charge.attempt} ${random.next()}` : `${charge.attempt}`
  const known = customer.bank.get(key)
  if (known) return known
  const isBad = customer.badCardUntilMs > nowMs || random.chance(0.02)
  const result = isBad
    ? random.chance(0.05)
      ? 'declinedForGood'
      : 'declined'
    : random.chance(0.004)
      ? 'authenticationRequired'
      : 'succeeded'
  const made: BankCharge = { attempt: charge.attempt, amount: charge.amount, result, booked: 0, givenBack: 0 }
  customer.bank.set(key, made)
  tally[result]++
  if (settings.fault?.freshKeys) {
    const same = [...customer.bank.values()].filter(one => one.attempt === charge.attempt && one.result === 'succeeded')
    must(same.length <= 1, 'charged twice', world, customer, nowMs)
  }
  if (deliver) sendWebhooks(world, customer, made, nowMs, deliver)
  return made
}

function sendWebhooks(world: World, customer: Customer, made: BankCharge, nowMs: number, deliver: Deliver): void {
  const { random, queue } = world
  const times = random.chance(0.1) ? 0 : random.between(1, 3)
  for (let i = 0; i < times; i++) {
    const isLate = random.chance(0.1)
    const atMs = nowMs + (isLate ? random.between(hour, 3 * day) : random.between(0, 2 * minute))
    queue.push(atMs, () => deliver(customer, made.attempt, book(world, customer, made), atMs))
  }
}

/** Books a charge once, or gives it back when the balance has risen meanwhile. */
export function book({ settings, tally }: World, { loads, account }: Customer, charge: BankCharge): Outcome {
  const load = loads.get(charge.attempt)!
  if (load !== 'pending' && !settings.fault?.bookTwice) return load
  let outcome: Outcome = charge.result
  if (outcome === 'succeeded' && account.balance + charge.amount > account.ceiling) {
    charge.givenBack++
    tally.givenBack++
    outcome = 'refused'
  } else if (outcome === 'succeeded') {
    charge.booked++
    account.balance += charge.amount
  }
  loads.set(charge.attempt, outcome)
  return outcome
}
