/** Live events (server-sent). Each goes to the account it touches, the till it came from, and the console. */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Nullable, Timestamp } from './common.ts'
import type { Scope } from './operations/operation.ts'

export const eventTypes = [
  'payment.captured',
  'payment.authorized',
  'payment.voided',
  'payment.expired',
  'payment.tipped',
  'payment.refunded',
  'paymentRequest.paid',
  'load.succeeded',
  'load.failed',
  'load.refunded',
  'load.disputed',
  'load.reinstated',
  'autoTopUp.told',
  'giftCard.delivered',
  'giftCard.claimed',
  'giftCard.consolidated',
  'giftCard.disputed',
  'giftCard.reinstated',
] as const
export type EventType = (typeof eventTypes)[number]

type Thing = EventType extends `${infer Name}.${string}` ? Name : never
/** The scope that reads a thing also lets a machine client be told of it, live, in the list of events and by webhook. */
const scopeOfThing = {
  payment: 'payments:read',
  paymentRequest: 'payment-requests:read',
  load: 'funding:read',
  autoTopUp: 'auto-top-up:read',
  giftCard: 'gift-cards:read',
} as const satisfies Record<Thing, Scope>

export function eventScope(type: EventType): Scope {
  return scopeOfThing[type.slice(0, type.indexOf('.')) as Thing]
}

/** The `data` of an event; the SSE `event` is its type, the SSE `id` its place in the sequence. */
export const LiveEvent = Closed({
  type: Type.Enum([...eventTypes]),
  id: Type.String({
    description:
      'Id of the payment, refund, load, payment request, gift, consolidation or dispute; of an auto top-up the account.',
  }),
  accountId: Nullable(
    Type.String({ description: 'Null: of a gift that you bought; whose account it is in now is not told.' }),
  ),
  storeId: Nullable(Type.String()),
  terminalId: Nullable(Type.String()),
  amount: Amount,
  currency: Currency,
  at: Timestamp,
  balance: Type.Optional(AmountOrZero),
  paymentId: Type.Optional(Type.String({ description: 'Of a payment request: the payment that paid it.' })),
})
export type LiveEvent = Static<typeof LiveEvent>
