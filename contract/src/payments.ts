/** Payments with stored value, and their refunds. */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Id, List, ListQuery, Nullable, Text, Timestamp } from './common.ts'

/** A pay code as the phone shows it, without spaces: device alias and one-time digits. */
export const PayCode = Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{8}[0-9]{8}$', description: 'Alias and digits.' })

export const PaymentItem = Closed({
  itemId: Type.Optional(Id('item')),
  name: Text({ minLength: 1, maxLength: 80 }),
  note: Type.Optional(Text({ maxLength: 120, description: 'Options chosen, for the receipt.' })),
  quantity: Type.Integer({ minimum: 1, maximum: 999 }),
  unitAmount: AmountOrZero,
  tax: AmountOrZero,
})
export type PaymentItem = Static<typeof PaymentItem>

export const TakePayment = Closed({
  code: PayCode,
  amount: Amount,
  currency: Currency,
  storeId: Id('store'),
  items: Type.Optional(Type.Array(PaymentItem, { maxItems: 100 })),
  tip: Type.Optional(AmountOrZero),
})
export type TakePayment = Static<typeof TakePayment>

const PaymentStatus = Type.Enum(['captured', 'partiallyRefunded', 'refunded'])

/** What the till is told: no balance, no full name. */
export const PaymentTaken = Closed({
  id: Id('payment'),
  status: PaymentStatus,
  approved: Amount,
  currency: Currency,
  at: Timestamp,
  customerName: Nullable(Type.String({ description: 'First name, for the cup.' })),
})
export type PaymentTaken = Static<typeof PaymentTaken>

/** Pieces of lines of the receipt that go back, or went back. */
const RefundLines = Type.Array(
  Closed({ index: Type.Integer({ minimum: 0 }), quantity: Type.Integer({ minimum: 1 }) }),
  { minItems: 1, maxItems: 100 },
)

export const Refund = Closed({
  id: Id('refund'),
  paymentId: Id('payment'),
  amount: Amount,
  currency: Currency,
  at: Timestamp,
  reason: Type.String(),
  lines: Type.Optional(RefundLines),
})
export type Refund = Static<typeof Refund>

/** A payment with its receipt; `amount` is all that was charged, `subtotal`, `tax` and `tip` are what it is made of. */
export const Payment = Closed({
  id: Id('payment'),
  status: PaymentStatus,
  amount: Amount,
  currency: Currency,
  subtotal: AmountOrZero,
  tax: AmountOrZero,
  tip: AmountOrZero,
  refunded: AmountOrZero,
  at: Timestamp,
  storeId: Id('store'),
  storeName: Type.String(),
  timeZone: Type.String(),
  terminalName: Nullable(Type.String()),
  customerName: Nullable(Type.String({ description: 'First name.' })),
  items: Type.Array(PaymentItem),
  refunds: Type.Array(Refund),
})
export type Payment = Static<typeof Payment>

export const PaymentSummary = Closed({
  id: Id('payment'),
  status: PaymentStatus,
  amount: Amount,
  currency: Currency,
  refunded: AmountOrZero,
  at: Timestamp,
  storeId: Id('store'),
  storeName: Type.String(),
  terminalName: Nullable(Type.String()),
  customerName: Nullable(Type.String()),
  title: Type.String({ description: 'The items in a few words.' }),
})
export type PaymentSummary = Static<typeof PaymentSummary>
export const PaymentList = List(PaymentSummary)
export const PaymentQuery = Closed({
  ...ListQuery,
  storeId: Type.Optional(Id('store')),
  customerId: Type.Optional(Id('customer')),
})

/** Either an amount, or lines of the receipt (a line's share of tax goes with it), or neither: all that is left. */
export const TakeRefund = Closed({
  amount: Type.Optional(Amount),
  lines: Type.Optional(RefundLines),
  reason: Text({ minLength: 1, maxLength: 200 }),
})
export type TakeRefund = Static<typeof TakeRefund>
