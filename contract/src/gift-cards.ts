/** Gifts: an e-gift from sale to claim, the gift cards a customer holds, and moving them into an account. */
import { type Static, Type } from 'typebox'
import { CardDesignId, GiftCardNumber, GiftCardPin } from './cards.ts'
import {
  Amount,
  AmountOrZero,
  Closed,
  Currency,
  Email,
  Id,
  Line,
  List,
  ListQuery,
  Nullable,
  Text,
  Timestamp,
} from './common.ts'
import { PaymentAction } from './psp.ts'

export const giftMessageMax = 300
/** How far ahead an e-gift may be delivered. */
export const giftDeliveryDaysMax = 366

const PersonName = Line({ minLength: 1, maxLength: 60 })
const Message = Text({ maxLength: giftMessageMax, description: 'Plain text; shown as it was written.' })
const Recipient = Closed({ name: PersonName, email: Email })

/** What one e-gift is to be. Without `deliverAt` it is mailed at once. */
const giftWishes = { amount: Amount, currency: Currency, design: CardDesignId, message: Type.Optional(Message) }

/** A customer buys an e-gift by card; stored value can't pay for it. */
export const SendGift = Closed({
  ...giftWishes,
  fromName: Type.Optional(PersonName),
  recipient: Recipient,
  deliverAt: Type.Optional(Timestamp),
  tender: Closed({ type: Type.Literal('card'), paymentMethodId: Id('paymentMethod') }),
})
export type SendGift = Static<typeof SendGift>

/** A till sells an e-gift; without a recipient its code is printed or shown, once. */
export const SellGift = Closed({
  ...giftWishes,
  recipient: Type.Optional(Recipient),
  deliverAt: Type.Optional(Timestamp),
  tender: Closed({ type: Type.Enum(['cash', 'cardAtTill']) }),
})
export type SellGift = Static<typeof SellGift>

export const GiftStatus = Type.Enum([
  'pending',
  'failed',
  'scheduled',
  'sending',
  'delivered',
  'undelivered',
  'claimed',
  'cancelled',
  'refunded',
  'disputed',
])
export type GiftStatus = Static<typeof GiftStatus>

/** An e-gift as its buyer sees it: never its code. */
export const Gift = Closed({
  id: Id('gift'),
  status: GiftStatus,
  amount: Amount,
  currency: Currency,
  design: Type.String(),
  message: Type.String(),
  recipient: Nullable(Closed({ name: Type.String(), email: Type.String() })),
  boughtAt: Timestamp,
  deliverAt: Nullable(Timestamp),
  deliveredAt: Nullable(Timestamp),
  claimedAt: Nullable(Timestamp),
  resendsLeft: Type.Integer({ minimum: 0 }),
  cancellable: Type.Boolean({ description: 'Whether the buyer may cancel it now, and get the money back.' }),
  declineReason: Nullable(Type.String({ description: 'What the buyer may be told.' })),
  /** What the buyer has to do before a pending gift goes on: then `confirmMyGift`. */
  action: Nullable(PaymentAction),
})
export type Gift = Static<typeof Gift>
export const GiftList = List(Gift)
export const GiftQuery = Closed(ListQuery)

/** `code` is there when the buyer takes the card along, and is never told again by any other call. */
export const GiftSold = Closed({
  id: Id('gift'),
  giftCardId: Id('giftCard'),
  amount: Amount,
  currency: Currency,
  design: Type.String(),
  tender: Type.Enum(['cash', 'cardAtTill']),
  at: Timestamp,
  code: Nullable(Type.String()),
})
export type GiftSold = Static<typeof GiftSold>

export const GiftSaleRefund = Closed({
  id: Id('gift'),
  amount: Amount,
  currency: Currency,
  tender: Type.Enum(['card', 'cash', 'cardAtTill'], { description: 'What the money goes back to.' }),
  at: Timestamp,
})
export type GiftSaleRefund = Static<typeof GiftSaleRefund>
/** The sale's gift id, or the code of the card that a customer brings back. */
export const RefundGiftSale = Closed({ giftId: Type.Optional(Id('gift')), code: Type.Optional(GiftCardNumber) })
export type RefundGiftSale = Static<typeof RefundGiftSale>

export const ClaimGiftCard = Closed({ code: GiftCardNumber, pin: Type.Optional(GiftCardPin) })
export type ClaimGiftCard = Static<typeof ClaimGiftCard>

/** A gift card that belongs to a customer. */
export const MyGiftCard = Closed({
  id: Id('giftCard'),
  /** What a till scans. An e-gift gets a new one when it is claimed: the one in the mail is dead from then on.
   * Null when a new code was told at a replacement. */
  code: Nullable(Type.String()),
  lastDigits: Type.String(),
  state: Type.Enum(['active', 'frozen', 'spent', 'closed']),
  balance: AmountOrZero,
  currency: Currency,
  design: Type.String(),
  message: Type.String(),
  fromName: Nullable(Type.String()),
  expiresAt: Nullable(Timestamp),
  claimedAt: Timestamp,
})
export type MyGiftCard = Static<typeof MyGiftCard>
export const MyGiftCardList = Closed({ data: Type.Array(MyGiftCard) })

/** Gift cards to move whole: own ones by id, others by code. All of them are moved, or none. */
export const Consolidate = Closed({
  cards: Type.Array(
    Type.Union([
      Closed({ giftCardId: Id('giftCard') }),
      Closed({ code: GiftCardNumber, pin: Type.Optional(GiftCardPin) }),
    ]),
    { minItems: 1, maxItems: 50 },
  ),
})
export type Consolidate = Static<typeof Consolidate>

export const Consolidation = Closed({
  id: Id('consolidation'),
  accountId: Id('account'),
  amount: Amount,
  currency: Currency,
  cards: Type.Array(Closed({ giftCardId: Id('giftCard'), amount: Amount })),
  balance: AmountOrZero,
  at: Timestamp,
})
export type Consolidation = Static<typeof Consolidation>
