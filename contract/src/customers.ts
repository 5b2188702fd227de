/** Customers as the brand's staff see them. */
import { type Static, Type } from 'typebox'
import { AmountOrZero, Closed, Id, List, ListQuery, Nullable, Text, Timestamp } from './common.ts'
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
