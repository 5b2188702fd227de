/** Payments with stored value, alone or with other tenders; holds, tips, voids and refunds. */
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

/** A pay code, the number of a physical gift card, or the code of an e-gift. */
const PayingCode = Type.String({
  minLength: 8,
  maxLength: 64,
  pattern: '^[0-9A-Za-z ·._-]+$',
  description: "A pay code, a gift card's number or an e-gift's code.",
})

/** One more way to pay: a gift card is drained as far as needed; cash and card are the rest, taken at the till and recorded. */
const SplitTender = Type.Union([
  Closed({ type: Type.Literal('giftCard'), number: PayingCode }),
  Closed({ type: Type.Literal('cash'), amount: Amount }),
  Closed({ type: Type.Literal('card'), amount: Amount }),
])
export type SplitTender = Static<typeof SplitTender>

export const TakePayment = Closed({
  code: PayingCode,
  amount: Amount,
  currency: Currency,
  storeId: Id('store'),
  items: Type.Optional(Type.Array(PaymentItem, { maxItems: 100 })),
  tip: Type.Optional(AmountOrZero),
  tenders: Type.Optional(Type.Array(SplitTender, { minItems: 1, maxItems: 20 })),
  captureMode: Type.Optional(
    Type.Enum(['automatic', 'manual'], { description: 'Manual: hold the amount, capture or void it later.' }),
  ),
  dryRun: Type.Optional(
    Type.Literal(true, { description: 'Answer what stored value would pay and what would remain; write nothing.' }),
  ),
})
export type TakePayment = Static<typeof TakePayment>

const PaymentStatus = Type.Enum(['authorized', 'captured', 'partiallyRefunded', 'refunded', 'voided', 'expired'])
export type PaymentStatus = Static<typeof PaymentStatus>

/** What one tender paid, and what of it went back. */
export const PaymentTender = Closed({
  type: Type.Enum(['storedValue', 'giftCard', 'cash', 'card']),
  amount: Amount,
  refunded: AmountOrZero,
  lastDigits: Nullable(Type.String({ description: 'Of a gift card.' })),
  tip: Type.Boolean({ description: 'Whether it is a tip that was given after the payment.' }),
})
export type PaymentTender = Static<typeof PaymentTender>

/** What the till is told: no balance, no full name. */
export const PaymentTaken = Closed({
  id: Nullable(Id('payment')),
  status: Type.Union([PaymentStatus, Type.Literal('dryRun')]),
  approved: Type.Integer({
    minimum: 0,
    maximum: 1_000_000_000_000,
    description: 'What stored value and gift cards pay.',
  }),
  currency: Currency,
  at: Timestamp,
  customerName: Nullable(Type.String({ description: 'First name, for the cup.' })),
  remaining: Type.Optional(Type.Integer({ minimum: 1, description: 'The rest: by cash or card at the till.' })),
  tenders: Type.Optional(Type.Array(PaymentTender)),
  expiresAt: Type.Optional(Timestamp),
})
export type PaymentTaken = Static<typeof PaymentTaken>

/** Pieces of lines of the receipt that go back, or went back. */
const RefundLines = Type.Array(
  Closed({ index: Type.Integer({ minimum: 0, maximum: 99 }), quantity: Type.Integer({ minimum: 1, maximum: 999 }) }),
  { minItems: 1, maxItems: 100 },
)

/** Where money goes back to; cash and card are given back at the till. */
const RefundedTender = Closed({ type: Type.Enum(['storedValue', 'giftCard', 'cash', 'card']), amount: Amount })

export const Refund = Closed({
  id: Id('refund'),
  paymentId: Id('payment'),
  amount: Amount,
  currency: Currency,
  at: Timestamp,
  reason: Type.String(),
  lines: Type.Optional(RefundLines),
  tenders: Type.Array(RefundedTender),
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
  tenders: Type.Array(PaymentTender),
  refunds: Type.Array(Refund),
  hold: Nullable(Closed({ amount: Amount, expiresAt: Timestamp })),
  voidedAt: Nullable(Timestamp),
  /** Paid by scanning the code of a till, a table, a machine or an invoice. */
  scanToPay: Nullable(Closed({ label: Type.String() })),
  /** What may still be given as a tip, and until when; null when none may. */
  tippable: Nullable(Closed({ maximum: Amount, until: Timestamp })),
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

/** Which of several tenders and lots is given back first. */
export const RefundOrder = Type.Enum(['firstFirst', 'lastFirst', 'proRata'])
export type RefundOrder = Static<typeof RefundOrder>

/** Either an amount, or lines of the receipt (a line's share of tax goes with it), or neither: all that is left. */
export const TakeRefund = Closed({
  amount: Type.Optional(Amount),
  lines: Type.Optional(RefundLines),
  order: Type.Optional(RefundOrder),
  reason: Text({ minLength: 1, maxLength: 200 }),
})
export type TakeRefund = Static<typeof TakeRefund>

/** Without an amount all that is held. What is not captured is released. */
export const CapturePayment = Closed({ amount: Type.Optional(Amount) })
export type CapturePayment = Static<typeof CapturePayment>
export const VoidPayment = Closed({ reason: Text({ minLength: 1, maxLength: 200 }) })
export type VoidPayment = Static<typeof VoidPayment>

/** At the till the customer agrees to the tip by showing a pay code again. */
export const TipPayment = Closed({ amount: Amount, code: PayCode })
export type TipPayment = Static<typeof TipPayment>
export const TipMyPayment = Closed({ amount: Amount })
