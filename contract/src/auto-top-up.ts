/** Auto top-up: a standing rule that loads an account by card, when its balance is low or on a date. */
import { type Static, Type } from 'typebox'
import { Amount, Closed, Currency, Id, Nullable, Timestamp } from './common.ts'

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof weekdays)[number]

const ByThreshold = Closed({
  type: Type.Literal('threshold'),
  threshold: Type.Unsafe<number>({ ...Amount, description: 'Charged when the balance is below it. Minor units.' }),
})
const ByMonth = Closed({
  type: Type.Literal('monthly'),
  day: Type.Integer({ minimum: 1, maximum: 31, description: 'In a shorter month its last day.' }),
})
const ByWeek = Closed({ type: Type.Literal('weekly'), weekday: Type.Enum([...weekdays]) })

/** Dates are days of the brand's time zone. */
export const AutoTopUpTrigger = Type.Union([ByThreshold, ByMonth, ByWeek])
export type AutoTopUpTrigger = Static<typeof AutoTopUpTrigger>

export const PutAutoTopUp = Closed({
  amount: Amount,
  trigger: AutoTopUpTrigger,
  paymentMethodId: Id('paymentMethod'),
})
export type PutAutoTopUp = Static<typeof PutAutoTopUp>

/**
 * `on`: waits for its trigger. `charging`: a charge is under way. `waiting`: would charge, but must not yet (see `reason`, `notBefore`).
 * `needsYou`: the bank asks for the customer; saving the rule again starts it again. `off`: ended by repeated declines; the same.
 */
export const autoTopUpStatuses = ['on', 'charging', 'waiting', 'needsYou', 'off'] as const
export type AutoTopUpStatus = (typeof autoTopUpStatuses)[number]

/** Why it waits, needs the customer or is off. */
export const autoTopUpReasons = [
  'notice',
  'coolDown',
  'dailyLimit',
  'balanceMaximum',
  'accountFrozen',
  'declined',
  'authenticationRequired',
  'repeatedDeclines',
] as const
export type AutoTopUpReason = (typeof autoTopUpReasons)[number]

export const AutoTopUp = Closed({
  accountId: Id('account'),
  amount: Amount,
  currency: Currency,
  trigger: AutoTopUpTrigger,
  paymentMethodId: Id('paymentMethod'),
  status: Type.Enum([...autoTopUpStatuses]),
  reason: Nullable(Type.Enum([...autoTopUpReasons])),
  reasonText: Nullable(
    Type.String({ description: 'A sentence for the customer; with the words of the bank, if any.' }),
  ),
  notBefore: Nullable(Type.Unsafe<string>({ ...Timestamp, description: 'No charge before this instant.' })),
  nextDate: Nullable(Type.Unsafe<string>({ ...Timestamp, description: 'Of a rule by date: when it is next due.' })),
  declinesInARow: Type.Integer(),
  lastCharge: Nullable(
    Closed({
      loadId: Nullable(Id('load')),
      at: Timestamp,
      amount: Amount,
      outcome: Type.Enum(['pending', 'succeeded', 'declined', 'authenticationRequired']),
      declineReason: Nullable(Type.String()),
    }),
  ),
  limits: Closed({
    coolDownSeconds: Type.Integer(),
    chargesPerDay: Type.Integer(),
    amountPerDay: Amount,
    declinesUntilOff: Type.Integer(),
  }),
  updatedAt: Timestamp,
})
export type AutoTopUp = Static<typeof AutoTopUp>
export const AutoTopUpList = Closed({ data: Type.Array(AutoTopUp) })
