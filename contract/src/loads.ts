/** Money in. */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Id, List, ListQuery, Nullable, Text, Timestamp } from './common.ts'
import { PayCode } from './payments.ts'
import { PaymentAction } from './psp.ts'

const CardTender = Closed({ type: Type.Literal('card'), paymentMethodId: Id('paymentMethod') })
const CashTender = Closed({ type: Type.Literal('cash') })

/** A customer loads an own account by a saved card; a till loads the account behind a pay code with cash. */
export const TakeLoad = Closed({
  accountId: Type.Optional(Id('account')),
  code: Type.Optional(PayCode),
  amount: Amount,
  currency: Currency,
  tender: Type.Union([CardTender, CashTender]),
})
export type TakeLoad = Static<typeof TakeLoad>

export const Load = Closed({
  id: Id('load'),
  status: Type.Enum(['pending', 'succeeded', 'failed']),
  amount: Amount,
  currency: Currency,
  tender: Type.Enum(['card', 'cash', 'import', 'bulk', 'promotion']),
  at: Timestamp,
  declineReason: Nullable(Type.String({ description: 'What the customer may be told.' })),
  /** What the customer has to do before a pending load goes on: then `confirmMyLoad`. */
  action: Nullable(PaymentAction),
  recovered: Nullable(
    Type.Integer({ minimum: 0, description: 'The part that paid back what the account owed; null for a till.' }),
  ),
})
export type Load = Static<typeof Load>

/** A load as support and finance see it: what of it was given back, taken back, or can still go back to its card. */
export const LoadDetail = Closed({
  ...Load.properties,
  accountId: Id('account'),
  refunded: AmountOrZero,
  refundable: AmountOrZero,
  pspReference: Nullable(Type.String({ description: "The charge in the payment provider's own books." })),
  pspFee: Nullable(Type.Integer({ description: 'What the provider kept, in minor units, once it is known.' })),
})
export type LoadDetail = Static<typeof LoadDetail>
export const LoadDetailList = List(LoadDetail)
export const LoadQuery = Closed(ListQuery)

/** Without an amount: all that is unspent of the load. */
export const TakeLoadRefund = Closed({
  amount: Type.Optional(Amount),
  reason: Text({ minLength: 1, maxLength: 200 }),
})
export const LoadRefund = Closed({
  id: Id('loadRefund'),
  loadId: Id('load'),
  amount: Amount,
  currency: Currency,
  status: Type.Enum(['pending', 'succeeded', 'failed']),
  at: Timestamp,
})
export type LoadRefund = Static<typeof LoadRefund>

/** A cardholder's bank takes a load back. What was spent meanwhile is owed, and recovered from the next load. */
export const Dispute = Closed({
  id: Id('dispute'),
  loadId: Id('load'),
  accountId: Id('account'),
  status: Type.Enum(['open', 'won', 'lost']),
  reason: Type.String({ description: "The provider's word for it." }),
  amount: Amount,
  currency: Currency,
  takenBack: Type.Integer({ minimum: 0, description: 'The part that the account still held.' }),
  debt: Type.Integer({ minimum: 0, description: 'The part that became a debt of the account.' }),
  openedAt: Timestamp,
  closedAt: Nullable(Timestamp),
})
export type Dispute = Static<typeof Dispute>
export const DisputeList = List(Dispute)
export const DisputeQuery = Closed({
  ...ListQuery,
  customerId: Type.Optional(Id('customer')),
  status: Type.Optional(Type.Enum(['open', 'won', 'lost'])),
})
