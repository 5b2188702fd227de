/** What is known of one account's standing rule. */
import type { DateTrigger } from './dates.ts'

/** Charged when the balance is below `threshold`, in minor units. */
export type Trigger = { readonly type: 'threshold'; readonly threshold: bigint } | DateTrigger

export interface Rule {
  /** Of one charge, in minor units. */
  readonly amount: bigint
  readonly trigger: Trigger
  readonly paymentMethodId: string
}

/** A charge in flight. Until its answer is known there is no other. */
export interface Charge {
  /** Counts the account's charges for ever; the provider's key follows from it. */
  readonly attempt: number
  /** The version of the rule that asked for it. */
  readonly version: number
  readonly amount: bigint
  readonly paymentMethodId: string
  readonly atMs: number
  /** When to ask for its answer again. */
  readonly askAtMs: number
}

/** Why no charge is made although the rule is due. */
export type Block = 'notice' | 'coolDown' | 'declined' | 'dailyLimit' | 'balanceMaximum' | 'accountFrozen'

/**
 * `declinedForGood`: the card will never work again. `authenticationRequired`: the bank wants the customer. `refused`: the account would
 * not take it; nothing was charged.
 */
export type Outcome = 'succeeded' | 'declined' | 'declinedForGood' | 'authenticationRequired' | 'refused'

export interface State {
  readonly rule: Rule
  /** `needsYou`: the bank wants the customer. `off`: declined too often. `removed`: kept for its limits and numbers. */
  readonly status: 'on' | 'needsYou' | 'off' | 'removed'
  /** Counts the customer's changes. */
  readonly version: number
  readonly notBefore: { readonly atMs: number; readonly reason: 'notice' | 'coolDown' | 'declined' }
  /** Of a rule by date: the date that is next, or due. */
  readonly nextDateMs: number | undefined
  readonly blocked: Block | undefined
  readonly declinesInARow: number
  readonly attempts: number
  /** What was charged on one local day: attempts, and the sum of those that were not declined. */
  readonly day: { readonly number: number; readonly charges: number; readonly amount: bigint }
  readonly charge: Charge | undefined
  readonly last: { readonly charge: Charge; readonly outcome: Outcome; readonly reason: string | undefined } | undefined
  /** When to look next; undefined: when the balance falls. */
  readonly wakeAtMs: number | undefined
}

export interface Limits {
  /** IANA; of the days of limits and dates. */
  readonly timeZone: string
  /** From telling the customer of a rule to its first charge. */
  readonly noticeMs: number
  /** From one charge to the next. */
  readonly coolDownMs: number
  readonly chargesPerDay: number
  readonly amountPerDay: bigint
  /** Wait after the first decline in a row, the second, …; one more switches the rule off. */
  readonly backOffMs: readonly number[]
  /** How long an answer is waited for before it is asked for again. */
  readonly askAgainMs: number
}

export interface Account {
  readonly balance: bigint
  readonly ceiling: bigint | null
  readonly frozen: boolean
}

export type Event =
  | { readonly type: 'set'; readonly rule: Rule; readonly atMs: number }
  | { readonly type: 'remove'; readonly atMs: number }
  | { readonly type: 'look'; readonly account: Account; readonly atMs: number }
  /** The answer to a charge. */
  | {
      readonly type: 'answer'
      readonly attempt: number
      readonly outcome: Outcome
      readonly reason: string | undefined
      readonly atMs: number
    }

/** What the customer is told. `announced` comes before the first charge, the others after what they tell of. */
export interface Notice {
  readonly kind: 'announced' | 'charged' | 'declined' | 'needsYou' | 'switchedOff' | 'skipped'
  /** Of the charge it tells of. */
  readonly attempt: number | undefined
  readonly amount: bigint
  readonly paymentMethodId: string
  /** Words of the bank, or the block that made it skip. */
  readonly reason: string | undefined
}

export type Effect =
  /** Make this charge, or ask again what became of it: the same attempt is the same charge. */
  { readonly type: 'charge'; readonly charge: Charge } | { readonly type: 'tell'; readonly notice: Notice }

export interface Step {
  readonly state: State
  readonly effects: readonly Effect[]
}
