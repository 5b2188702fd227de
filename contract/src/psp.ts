/** The payment service provider as customers and finance meet it: saved cards, confirmations, payouts. */
import { type Static, Type } from 'typebox'
import { Closed, Currency, Id, List, ListQuery, Nullable, SignedAmount, Text, Timestamp } from './common.ts'

const TestCard = Closed({ token: Type.String(), label: Type.String(), about: Type.String() })

/** What the app needs to show the provider's card form. The app loads a provider's script only when that provider is named. */
export const CardForm = Type.Union([
  Closed({ provider: Type.Literal('stripe'), publishableKey: Type.String(), clientSecret: Type.String() }),
  Closed({ provider: Type.Literal('sandbox'), cards: Type.Array(TestCard) }),
])
export type CardForm = Static<typeof CardForm>

/** A card about to be saved: the form sends the card to the provider, never to us. Then `addMyPaymentMethod` with the setup's id. */
export const PaymentMethodSetup = Closed({ setupId: Type.String(), form: CardForm })
export type PaymentMethodSetup = Static<typeof PaymentMethodSetup>

export const AddPaymentMethod = Closed({
  setupId: Text({ minLength: 1, maxLength: 100 }),
  token: Type.Optional(Text({ maxLength: 100, description: 'The test card chosen in the form of the sandbox.' })),
})

export const PaymentMethod = Closed({
  id: Id('paymentMethod'),
  label: Type.String({ description: 'For people: "Visa ·· 4242".' }),
  about: Type.String({ description: 'For people: "Expires 04/29", or what a test card does.' }),
  brand: Type.String(),
  lastDigits: Type.String(),
  expires: Nullable(Type.String({ description: 'YYYY-MM, the last month it works in.' })),
  isDefault: Type.Boolean(),
})
export type PaymentMethod = Static<typeof PaymentMethod>
export const PaymentMethodList = Closed({ data: Type.Array(PaymentMethod) })

/** What a pending payment waits for (3-D Secure): Stripe's script handles its client secret; the sandbox asks approve or refuse. */
export const PaymentAction = Type.Union([
  Closed({ provider: Type.Literal('stripe'), publishableKey: Type.String(), clientSecret: Type.String() }),
  Closed({ provider: Type.Literal('sandbox'), challengeId: Type.String() }),
])
export type PaymentAction = Static<typeof PaymentAction>

export const WebhookParams = Closed({ provider: Type.String({ pattern: '^[a-z]{2,20}$' }) })

/** Told to the sandbox's provider: answer a challenge as the cardholder's bank, dispute a load, decide it, pay out. */
export const SandboxPspAction = Type.Union([
  Closed({ type: Type.Literal('answerChallenge'), challengeId: Text({ maxLength: 100 }), approve: Type.Boolean() }),
  Closed({ type: Type.Literal('openDispute'), loadId: Id('load') }),
  Closed({ type: Type.Literal('closeDispute'), loadId: Id('load'), won: Type.Boolean() }),
  Closed({ type: Type.Literal('payOut') }),
])
export type SandboxPspAction = Static<typeof SandboxPspAction>

export const payoutItemTypes = ['charge', 'refund', 'dispute', 'disputeReversal', 'fee', 'other'] as const
export type PayoutItemType = (typeof payoutItemTypes)[number]

export const Payout = Closed({
  id: Id('payout'),
  provider: Type.String(),
  reference: Type.String({ description: "The payout in the provider's own books." }),
  amount: SignedAmount,
  fees: SignedAmount,
  currency: Currency,
  arrivesAt: Timestamp,
  items: Type.Integer(),
  unmatched: Type.Integer({ description: 'Items that our books do not know, or know otherwise.' }),
  postedAt: Nullable(Timestamp),
})
export type Payout = Static<typeof Payout>
export const PayoutList = List(Payout)
export const PayoutQuery = Closed({ ...ListQuery, unmatched: Type.Optional(Type.Enum(['only'])) })

export const PayoutItem = Closed({
  reference: Type.String(),
  type: Type.Enum([...payoutItemTypes]),
  gross: SignedAmount,
  fee: SignedAmount,
  net: SignedAmount,
  at: Timestamp,
  matched: Type.Boolean(),
  loadId: Nullable(Id('load')),
  problem: Nullable(Type.Enum(['unknown', 'amountDiffers', 'notBooked'])),
})
export type PayoutItem = Static<typeof PayoutItem>
export const PayoutDetail = Closed({ ...Payout.properties, lines: Type.Array(PayoutItem) })
export type PayoutDetail = Static<typeof PayoutDetail>
