/**
 * Plans a customer's year: which visits, what was bought, when money was loaded. Pure and seeded, so that an interrupted seed can
 * be planned again and written on. Balances are planned without refunds: money that comes back is never needed.
 */
import { localOf, utcOf } from '../kernel/local-time.ts'
import { basketFor, type DemoBasket } from './basket.ts'
import { type DemoCustomer, personas } from './customers.ts'
import { drinks } from './menu.ts'
import { type Random, seededRandom } from './random.ts'
import { type DemoStore, demoStores, openingHour } from './stores.ts'

export interface PlannedPayment extends DemoBasket {
  readonly kind: 'payment'
  readonly store: DemoStore
  /** Place among the store's tills. */
  readonly till: 0 | 1
  readonly afternoon: boolean
  readonly atMs: number
  readonly refund: { readonly atMs: number; readonly wholly: boolean; readonly reason: string } | undefined
}

export interface PlannedLoad {
  readonly kind: 'load'
  readonly amount: number
  /** At the till with cash; undefined: by card, on the phone. */
  readonly at: Pick<PlannedPayment, 'store' | 'till' | 'afternoon'> | undefined
  readonly atMs: number
}

export type PlannedEvent = PlannedPayment | PlannedLoad

const minuteMs = 60_000
const dayMs = 86_400_000
/** How busy January to December are. */
const months = [0.9, 0.92, 0.97, 1, 1.02, 1, 0.94, 0.93, 1.03, 1.06, 1.08, 1.12]
const presets = [1000, 2500, 5000]

/** In the order of time; nothing after `nowMs`. */
export function planHistory(customer: DemoCustomer, nowMs: number): PlannedEvent[] {
  const random = seededRandom(customer.seed)
  const favourite = drinks[random.weighted(drinks.map(drink => drink.appeal[0]))]!
  const usual = drinks.find(drink => drink.name === customer.usual) ?? favourite
  const events: PlannedEvent[] = []
  let balance = 0
  let lastMs = customer.joinedMs
  for (const visit of visitsOf(random, customer, nowMs)) {
    const basket = basketFor(random, visit.store, usual, visit.hour)
    const { store, atMs } = visit
    const afternoon = visit.hour >= 13
    const till = random.chance(0.65) ? 0 : 1
    if (balance < basket.total) {
      const amount = presets.find(preset => preset >= Math.max(customer.preset, basket.total - balance))!
      const byCash = random.chance(0.27)
      const earlier = byCash ? random.between(20, 70) * 1000 : random.between(1, 45) * minuteMs
      const loadMs = Math.max(atMs - earlier, lastMs + 1000)
      events.push({ kind: 'load', amount, at: byCash ? { store, till, afternoon } : undefined, atMs: loadMs })
      balance += amount
    }
    balance -= basket.total
    lastMs = atMs
    const refund = refundOf(random, customer, atMs, nowMs)
    events.push({ kind: 'payment', ...basket, store, till, afternoon, atMs, refund })
  }
  return [...events, ...lastLoad(customer, balance, lastMs, nowMs)]
}

/** Visits in the order of time, two minutes apart at least. */
function* visitsOf(random: Random, customer: DemoCustomer, nowMs: number) {
  const [onWeekday, onWeekend] = personas[customer.persona].perDay
  const untilMs = Math.min(nowMs, customer.leftMs ?? nowMs)
  const home = demoStores[customer.homeStore]!
  const firstDay = Math.floor(localOf(customer.joinedMs, home.timeZone) / dayMs)
  let earliestMs = customer.joinedMs + 5 * minuteMs
  for (let day = firstDay; day * dayMs <= localOf(untilMs, home.timeZone); day++) {
    const date = new Date(day * dayMs)
    const weekday = date.getUTCDay()
    const isWeekend = weekday === 0 || weekday === 6
    const store = random.chance(0.85) ? home : demoStores[customer.homeStore === 0 ? 1 : 0]!
    const likely = (isWeekend ? onWeekend : onWeekday) * months[date.getUTCMonth()]! * store.weekdays[weekday]!
    const hours = isWeekend ? store.weekendHours : store.weekdayHours
    const count = random.chance(likely) ? (random.chance(0.09) ? 2 : 1) : 0
    const minutes = Array.from({ length: count }, () => random.weighted(hours) * 60 + random.between(0, 59))
    for (const minute of minutes.sort((a, b) => a - b)) {
      const localMs = day * dayMs + (openingHour * 60 + minute) * minuteMs + random.between(0, 59_999)
      const atMs = utcOf(localMs, store.timeZone)
      if (atMs < earliestMs || atMs > untilMs) continue
      earliestMs = atMs + 2 * minuteMs
      yield { store, atMs, hour: openingHour + Math.floor(minute / 60) }
    }
  }
}

const reasons = ['Wrong order', 'Sold out', 'Charged twice', 'Did not like it', 'Spilled at the counter']

/** One payment in two hundred is given back, within some minutes. */
function refundOf(random: Random, customer: DemoCustomer, atMs: number, nowMs: number): PlannedPayment['refund'] {
  const isRefunded = random.chance(0.005)
  const refund = {
    atMs: atMs + random.between(2, 20) * minuteMs,
    wholly: random.chance(0.6),
    reason: random.pick(reasons),
  }
  return isRefunded && customer.about === undefined && refund.atMs < nowMs ? refund : undefined
}

/** One more load, when it brings the balance nearer to the one wanted. */
function lastLoad(customer: DemoCustomer, balance: number, lastMs: number, nowMs: number): PlannedLoad[] {
  const { wanted } = customer
  if (wanted === undefined || customer.joinedMs > nowMs - dayMs) return []
  const distance = (amount: number) => Math.abs(wanted - balance - amount)
  const amount = [0, ...presets].reduce((best, next) => (distance(next) < distance(best) ? next : best))
  if (amount === 0) return []
  const atMs = Math.max(nowMs - 35 * minuteMs, lastMs + Math.floor((nowMs - lastMs) / 2))
  return [{ kind: 'load', amount, at: undefined, atMs }]
}
