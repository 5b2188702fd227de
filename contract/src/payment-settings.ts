/** What the brand decides about tips, holds and refunds. Amounts are minor units of the brand's currency. */
import { type Static, Type } from 'typebox'
import { AmountOrZero, Closed } from './common.ts'
import { RefundOrder } from './payments.ts'

export const PaymentSettings = Closed({
  tip: Closed({
    percent: Type.Integer({ minimum: 0, maximum: 100, description: 'Of the payment.' }),
    amount: Type.Integer({ ...AmountOrZero, description: 'Allowed however small the payment is.' }),
    hours: Type.Integer({ minimum: 0, maximum: 168, description: 'How long after the payment.' }),
  }),
  holdHours: Type.Integer({ minimum: 1, maximum: 720, description: 'How long a hold lasts.' }),
  refundOrder: RefundOrder,
  cashierRefundMaximum: Type.Integer({
    ...AmountOrZero,
    description: 'What a cashier may give back of one payment alone; above, a shift lead or the store manager.',
  }),
  staffRefundMaximum: Type.Integer({
    ...AmountOrZero,
    description: 'What anybody may give back of one payment alone; above, it takes the approval of a second person.',
  }),
  refundTermDays: Type.Integer({
    minimum: 1,
    maximum: 3_650,
    description: 'How long value lasts that is given back after its lot has expired.',
  }),
})
export type PaymentSettings = Static<typeof PaymentSettings>
