/** Money in. */
import { type Static, Type } from 'typebox'
import { Amount, Closed, Currency, Id, Nullable, Text, Timestamp } from './common.ts'
import { PayCode } from './payments.ts'

const CardTender = Closed({ type: Type.Literal('card'), paymentMethodId: Text({ maxLength: 100 }) })
const CashTender = Closed({ type: Type.Literal('cash') })

/** A customer loads an own account by card; a till loads the account behind a pay code with cash. */
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
  tender: Type.Enum(['card', 'cash', 'import']),
  at: Timestamp,
  declineReason: Nullable(Type.String({ description: 'What the customer may be told.' })),
})
export type Load = Static<typeof Load>

export const PaymentMethod = Closed({ id: Type.String(), label: Type.String(), about: Type.String() })
export type PaymentMethod = Static<typeof PaymentMethod>
export const PaymentMethodList = Closed({ data: Type.Array(PaymentMethod) })
