/** Scan to pay: the phone scans the signed code of a till, a table, a machine or an invoice, and pays what it asks for. */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Id, Line, Nullable, Timestamp } from './common.ts'
import { PaymentItem } from './payments.ts'

/** What the QR holds: signed by the deployment, in characters that a QR packs densely. */
export const ScanToken = Type.String({
  minLength: 20,
  maxLength: 200,
  pattern: '^[0-9A-Z]+$',
  description: 'Content of the QR.',
})

/** A till asks for one payment. */
export const CreatePaymentRequest = Closed({
  amount: Amount,
  currency: Currency,
  items: Type.Optional(Type.Array(PaymentItem, { maxItems: 100 })),
})
export type CreatePaymentRequest = Static<typeof CreatePaymentRequest>

export const PaymentRequest = Closed({
  id: Id('paymentRequest'),
  status: Type.Enum(['open', 'paid', 'cancelled', 'expired']),
  amount: Amount,
  currency: Currency,
  token: ScanToken,
  createdAt: Timestamp,
  expiresAt: Timestamp,
  paymentId: Nullable(Id('payment')),
})
export type PaymentRequest = Static<typeof PaymentRequest>

/** A code to print, which is paid many times: without an amount the customer types it; an invoice is paid once. */
export const CreatePaymentCode = Closed({
  kind: Type.Enum(['table', 'machine', 'invoice']),
  label: Line({ minLength: 1, maxLength: 60, description: 'What it is for: "Table 4".' }),
  amount: Type.Optional(Amount),
  currency: Currency,
})
export type CreatePaymentCode = Static<typeof CreatePaymentCode>

export const PaymentCode = Closed({
  id: Id('paymentRequest'),
  kind: Type.Enum(['table', 'machine', 'invoice']),
  label: Type.String(),
  amount: Nullable(Amount),
  currency: Currency,
  token: ScanToken,
  status: Type.Enum(['open', 'paid', 'cancelled']),
  createdAt: Timestamp,
})
export type PaymentCode = Static<typeof PaymentCode>
export const PaymentCodeList = Closed({ data: Type.Array(PaymentCode) })

export const ResolvePaymentRequest = Closed({ token: ScanToken })

/** What the customer sees before confirming. */
export const ResolvedPaymentRequest = Closed({
  id: Id('paymentRequest'),
  storeId: Id('store'),
  storeName: Type.String(),
  kind: Type.Enum(['till', 'table', 'machine', 'invoice']),
  label: Type.String({ description: 'Name of the till, table or machine, or what the invoice is for.' }),
  amount: Nullable(Amount),
  currency: Currency,
  items: Type.Array(PaymentItem),
  tipMaximum: AmountOrZero,
  expiresAt: Nullable(Timestamp),
})
export type ResolvedPaymentRequest = Static<typeof ResolvedPaymentRequest>

/** `amount` is what the customer saw, or typed, and confirms; the tip comes on top. */
export const PayPaymentRequest = Closed({
  accountId: Id('account'),
  amount: Amount,
  tip: Type.Optional(Amount),
})
export type PayPaymentRequest = Static<typeof PayPaymentRequest>
