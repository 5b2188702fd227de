/** Customers as the brand's staff see them. */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Id, List, ListQuery, Nullable, Text, Timestamp } from './common.ts'
import { Account } from './wallet.ts'

export const CustomerQuery = Closed({ ...ListQuery, search: Type.Optional(Text({ maxLength: 80 })) })

export const CustomerSummary = Closed({
  id: Id('customer'),
  name: Type.String(),
  email: Type.String(),
  joinedAt: Timestamp,
  balance: AmountOrZero,
  currency: Type.String(),
})
export type CustomerSummary = Static<typeof CustomerSummary>
export const CustomerList = List(CustomerSummary)

export const Customer = Closed({
  id: Id('customer'),
  name: Type.String(),
  email: Type.String(),
  joinedAt: Timestamp,
  accounts: Type.Array(Account),
  paymentCount: Type.Integer(),
  paymentTotal: AmountOrZero,
  lastPaymentAt: Nullable(Timestamp),
})
export type Customer = Static<typeof Customer>

/** A part of a balance by where it came from. What has expired is listed until it is taken out. */
export const CustomerLot = Closed({
  kind: Type.Enum(['paid', 'gift', 'refund', 'promotional']),
  tender: Type.String({ description: 'How it was paid for: card, cash, import, bulk.' }),
  amount: Amount,
  openedAt: Timestamp,
  expiresAt: Nullable(Timestamp),
})
export type CustomerLot = Static<typeof CustomerLot>

/** Set aside for a payment, until it is captured or released. */
export const CustomerHold = Closed({
  paymentId: Id('payment'),
  amount: Amount,
  placedAt: Timestamp,
  expiresAt: Timestamp,
})
export type CustomerHold = Static<typeof CustomerHold>

/** What a customer's accounts hold: lots in the order in which they are spent, open holds oldest first. */
export const CustomerValue = Closed({
  accounts: Type.Array(
    Closed({
      accountId: Id('account'),
      currency: Currency,
      lots: Type.Array(CustomerLot),
      holds: Type.Array(CustomerHold),
    }),
  ),
})
export type CustomerValue = Static<typeof CustomerValue>
