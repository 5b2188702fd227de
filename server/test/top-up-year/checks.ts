/** What must hold whenever a charge begins, ends or is told, and at the year's end. */
import type { Charge, Notice, Outcome } from '../../src/modules/funding/auto-top-up/state.ts'
import { type Customer, day, must, type World } from './world.ts'

export function noteBegun(world: World, customer: Customer, charge: Charge, nowMs: number): void {
  const { account, deeds, announcedMs } = customer
  const { limits } = world.settings
  const check = (condition: boolean, what: string) => must(condition, what, world, customer, nowMs)
  world.tally.charges++
  check(![...deeds.values()].some(deed => deed.outcome === undefined), 'two charges in flight')
  check(!account.frozen, 'a frozen account is charged')
  check(account.balance + charge.amount <= account.ceiling, 'a charge above the maximum')
  check(announcedMs !== undefined && announcedMs + limits.noticeMs <= nowMs, 'charged before told')
  check(nowMs >= customer.lastSuccessMs + limits.coolDownMs, 'charged within the cool-down')
  const today = [...deeds.values()].filter(deed => world.dateOf(deed.charge.atMs) === world.dateOf(nowMs))
  check(today.length < limits.chargesPerDay, 'more charges than the day allows')
  const charged = today.filter(deed => deed.outcome === 'succeeded').map(deed => deed.charge.amount)
  const sum = charged.reduce((total, amount) => total + amount, charge.amount)
  check(sum <= limits.amountPerDay, 'more money than the day allows')
  for (const [attempt, deed] of deeds) if (nowMs - deed.charge.atMs > 7 * day) deeds.delete(attempt)
  deeds.set(charge.attempt, { charge, outcome: undefined, told: 0 })
}

export function noteTold(world: World, customer: Customer, notice: Notice, nowMs: number): void {
  const { tally, settings, random } = world
  if (settings.fault?.untold && random.chance(0.01)) return
  if (notice.kind === 'announced') customer.announcedMs = nowMs
  if (notice.kind === 'skipped') tally.skipped++
  if (notice.attempt !== undefined) customer.deeds.get(notice.attempt)!.told++
  if (notice.kind !== 'switchedOff') return
  tally.switchedOff++
  customer.announcedMs = undefined
  const declines = settings.limits.backOffMs.length + 1
  const last = customer.outcomes.filter(outcome => outcome !== 'refused').slice(-declines)
  const isRight =
    last.at(-1) === 'declinedForGood' || (last.length === declines && last.every(one => one === 'declined'))
  must(isRight && notice.reason !== undefined, 'switched off without declines or reason', world, customer, nowMs)
}

export function noteEnded(world: World, customer: Customer, attempt: number, outcome: Outcome, nowMs: number): void {
  const deed = customer.deeds.get(attempt)
  if (!deed || deed.outcome !== undefined) return
  deed.outcome = outcome
  if (outcome === 'succeeded') customer.lastSuccessMs = nowMs
  const times = outcome === 'refused' ? 0 : 1
  must(deed.told === times, 'a charge that was not told once', world, customer, nowMs)
}

export function closeBooks(world: World, customer: Customer): void {
  const { row, bank, account, flow } = customer
  const check = (condition: boolean, what: string) => must(condition, what, world, customer, world.endMs)
  check(row?.charge === undefined, 'a charge without an end')
  let booked = 0n
  for (const charge of bank.values()) {
    check(charge.booked + charge.givenBack === (charge.result === 'succeeded' ? 1 : 0), 'a charge not booked once')
    if (charge.booked === 1) booked += charge.amount
  }
  check(account.balance === booked + flow, 'the balance is not what came in less what went out')
  check(account.balance >= 0n && account.balance <= account.ceiling, 'a balance out of bounds')
}
