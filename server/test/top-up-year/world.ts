/** What the simulated year is made of, and its own account of what happened, apart from the state machine's. */
import { type Random, seededRandom } from '../../src/demo/random.ts'
import type { Charge, Limits, Outcome, State } from '../../src/modules/funding/auto-top-up/state.ts'
import { newQueue, type Queue } from './queue.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** Faults that a test plants, to see them caught. */
export interface Fault {
  readonly limits?: Partial<Limits>
  /** A charge that is asked for again gets another key. */
  readonly freshKeys?: boolean
  readonly untold?: boolean
  /** An answer is taken for whatever charge is in flight. */
  readonly anyAnswer?: boolean
  readonly bookTwice?: boolean
}

export interface Settings {
  readonly seed: number
  readonly customers: number
  readonly startMs: number
  readonly days: number
  readonly limits: Limits
  readonly fault?: Fault
}

const counters = [
  'charges',
  'succeeded',
  'declined',
  'declinedForGood',
  'authenticationRequired',
  'givenBack',
  'lostAnswers',
  'crashes',
  'lateAnswers',
  'switchedOff',
  'skipped',
  'payments',
] as const
export type Tally = Record<(typeof counters)[number], number>

/** A charge as the world saw it begin, end and be told. */
interface Deed {
  readonly charge: Charge
  outcome: Outcome | undefined
  told: number
}

/** What the bank knows by a key. */
export interface BankCharge {
  readonly attempt: number
  readonly amount: bigint
  readonly result: Exclude<Outcome, 'refused'>
  booked: number
  givenBack: number
}

export interface Customer {
  readonly number: number
  readonly account: { balance: bigint; ceiling: bigint; frozen: boolean }
  /** What the database holds. */
  row: State | undefined
  readonly bank: Map<string, BankCharge>
  readonly loads: Map<number, 'pending' | Outcome>
  readonly deeds: Map<number, Deed>
  /** When the customer was told of the present rule; undefined while there is none that may charge. */
  announcedMs: number | undefined
  lastSuccessMs: number
  readonly outcomes: Outcome[]
  badCardUntilMs: number
  /** Cash that came less payments. */
  flow: bigint
}

export interface World {
  readonly settings: Settings
  /** The machine's limits: the settings', but for a planted fault. */
  readonly machine: Limits
  readonly random: Random
  readonly queue: Queue
  readonly tally: Tally
  readonly customers: readonly Customer[]
  readonly endMs: number
  /** The local date of an instant, by other means than the machine's. */
  dateOf(atMs: number): string
}

export function newWorld(settings: Settings): World {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: settings.limits.timeZone })
  const dates = new Map<number, string>()
  return {
    settings,
    machine: { ...settings.limits, ...settings.fault?.limits },
    random: seededRandom(settings.seed),
    queue: newQueue(),
    tally: Object.fromEntries(counters.map(name => [name, 0])) as Tally,
    customers: Array.from({ length: settings.customers }, (_, number) => newCustomer(number)),
    endMs: settings.startMs + settings.days * day,
    dateOf(atMs) {
      const quarter = Math.floor(atMs / (15 * minute))
      const date = dates.get(quarter) ?? format.format(quarter * 15 * minute)
      dates.set(quarter, date)
      return date
    },
  }
}

function newCustomer(number: number): Customer {
  return {
    number,
    account: { balance: 0n, ceiling: 6_000n, frozen: false },
    row: undefined,
    bank: new Map(),
    loads: new Map(),
    deeds: new Map(),
    announcedMs: undefined,
    lastSuccessMs: Number.NEGATIVE_INFINITY,
    outcomes: [],
    badCardUntilMs: 0,
    flow: 0n,
  }
}

/** Throws when something is not as it must be, with all that reproduces it. */
export function must(
  condition: boolean,
  what: string,
  { settings }: World,
  customer: Customer,
  nowMs: number,
): asserts condition {
  if (condition) return
  const at = new Date(nowMs).toISOString()
  throw new Error(`seed ${settings.seed}, customer ${customer.number}, ${at}: ${what}`)
}
