/** How today goes, for the console's first screen. */
import { type Static, Type } from 'typebox'
import { Closed, Currency, Id, Nullable, SignedAmount, Timestamp } from './common.ts'

export const OverviewQuery = Closed({ storeId: Type.Optional(Id('store')) })

/** `change` is the ratio to the same time one week before, less one: 0.094 is 9.4 % more; null when there was nothing. */
const Figure = Closed({ amount: SignedAmount, count: Type.Integer(), change: Nullable(Type.Number()) })

export const Overview = Closed({
  generatedAt: Timestamp,
  date: Type.String({ description: 'Business date, YYYY-MM-DD, in the time zone below.' }),
  timeZone: Type.String(),
  currency: Currency,
  sales: Figure,
  loads: Figure,
  float: Closed({ amount: SignedAmount, accounts: Type.Integer({ description: 'Accounts with money in them.' }) }),
  activeCustomers: Closed({
    count: Type.Integer({ description: 'Paid within 30 days.' }),
    change: Nullable(Type.Number()),
  }),
  feesSaved: Closed({
    amount: SignedAmount,
    purchasesPerLoad: Nullable(Type.Number()),
    assumption: Type.String({ description: 'The card fee it was computed with.' }),
  }),
  hours: Type.Array(
    Closed({
      hour: Type.Integer({ minimum: 0, maximum: 23 }),
      amount: SignedAmount,
      count: Type.Integer(),
      lastWeekAmount: SignedAmount,
      lastWeekCount: Type.Integer(),
    }),
  ),
  heatmap: Type.Array(
    Closed({ weekday: Type.Integer({ minimum: 1, maximum: 7 }), hour: Type.Integer(), count: Type.Integer() }),
  ),
  stores: Type.Array(
    Closed({
      storeId: Id('store'),
      name: Type.String(),
      amount: SignedAmount,
      count: Type.Integer(),
      refunded: SignedAmount,
    }),
  ),
})
export type Overview = Static<typeof Overview>

export const FeesSavedQuery = Closed({ months: Type.Optional(Type.Integer({ minimum: 1, maximum: 24, default: 12 })) })

const Volume = Closed({ amount: SignedAmount, count: Type.Integer() })

/** Month by month, newest first: what each purchase by card would have cost, against what the loads cost. Minor units. */
export const FeesSaved = Closed({
  currency: Currency,
  timeZone: Type.String(),
  assumption: Type.String({ description: 'The card fee where none is known.' }),
  months: Type.Array(
    Closed({
      month: Type.String({ description: 'YYYY-MM in the time zone above.' }),
      purchases: Volume,
      purchasesByCardCost: SignedAmount,
      cardLoads: Volume,
      cardLoadsCost: SignedAmount,
      feesKnown: Type.Integer({ description: 'Card loads whose fee the provider has told; the others are assumed.' }),
      saved: SignedAmount,
    }),
  ),
})
export type FeesSaved = Static<typeof FeesSaved>
