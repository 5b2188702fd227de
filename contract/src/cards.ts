/** Cards: designs, protection, printed batches, activation at the till, balance enquiry. */
import { type Static, Type } from 'typebox'
import {
  Amount,
  AmountOrZero,
  Closed,
  Currency,
  Id,
  idPrefixes,
  Line,
  List,
  ListQuery,
  Nullable,
  Text,
  Timestamp,
} from './common.ts'

export const CardDesignId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', description: 'Id of a card design.' })
/** `art` names a picture that the apps draw in the brand's colours. */
export const CardDesign = Closed({ id: CardDesignId, name: Type.String(), art: Type.String() })
export type CardDesign = Static<typeof CardDesign>
export const CardDesignList = Closed({ data: Type.Array(CardDesign) })

const anyCard = [idPrefixes.card, idPrefixes.giftCard]
  .map(prefix => `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`)
  .join('|')
/** A customer's card, or a gift card. */
export const CardId = Type.String({ pattern: anyCard, description: 'Id of a card or a gift card.' })

export const CardState = Type.Enum(['pending', 'active', 'frozen', 'replaced', 'closed'])
export type CardState = Static<typeof CardState>

/**
 * A card as its holder and support see it. `blocked`: only support can release it, or it was reported lost and can only be
 * replaced.
 */
export const ProtectedCard = Closed({
  id: CardId,
  kind: Type.Enum(['virtual', 'physical', 'egift']),
  state: CardState,
  blocked: Type.Boolean(),
  lostAt: Nullable(Timestamp),
  lastDigits: Type.String(),
  design: Type.String(),
  currency: Currency,
  replacedBy: Nullable(CardId),
})
export type ProtectedCard = Static<typeof ProtectedCard>

export const ReportCardLost = Closed({ reason: Type.Enum(['lost', 'stolen']) })
export type ReportCardLost = Static<typeof ReportCardLost>
export const ReplaceCard = Closed({ reason: Type.Enum(['lost', 'stolen', 'damaged', 'other']) })
export type ReplaceCard = Static<typeof ReplaceCard>

/** The new card. `code` is the new code of a gift card, told here only; a customer's own card pays by pay code and has none. */
export const CardReplaced = Closed({ ...ProtectedCard.properties, code: Nullable(Type.String()) })
export type CardReplaced = Static<typeof CardReplaced>

export const ChooseCardDesign = Closed({ design: CardDesignId })
export type ChooseCardDesign = Static<typeof ChooseCardDesign>

/** The number of a gift card as printed, mailed or scanned; spaces and hyphens don't matter. */
export const GiftCardNumber = Type.String({ minLength: 4, maxLength: 64, pattern: '^[0-9A-Za-z ·.-]+$' })
export const GiftCardPin = Type.String({ pattern: '^[0-9]{4,8}$', description: 'Of a physical card.' })

/** The PIN is needed for a physical card, but not at a till, where the card itself is presented. */
export const AskBalance = Closed({ number: GiftCardNumber, pin: Type.Optional(GiftCardPin) })
export type AskBalance = Static<typeof AskBalance>
/** `expiresAt`: when the first of its value expires. */
export const GiftCardBalance = Closed({
  balance: AmountOrZero,
  currency: Currency,
  state: Type.Enum(['active', 'frozen']),
  lastDigits: Type.String(),
  design: Type.String(),
  expiresAt: Nullable(Timestamp),
})
export type GiftCardBalance = Static<typeof GiftCardBalance>

/** Support finds a card by the number that the holder tells. */
export const FindGiftCard = Closed({ number: GiftCardNumber })
export const FoundGiftCard = Closed({
  ...ProtectedCard.properties,
  balance: AmountOrZero,
  activatedAt: Nullable(Timestamp),
  expiresAt: Nullable(Timestamp),
})
export type FoundGiftCard = Static<typeof FoundGiftCard>

export const cardBatchCountMax = 10_000
/** Cards to print. `ceiling`: the most that one may hold. `validMonths` counts from activation; null: they never expire. */
export const OrderCardBatch = Closed({
  name: Line({ minLength: 1, maxLength: 60 }),
  design: CardDesignId,
  count: Type.Integer({ minimum: 1, maximum: cardBatchCountMax }),
  currency: Currency,
  ceiling: Amount,
  validMonths: Nullable(Type.Integer({ minimum: 1, maximum: 600 })),
})
export type OrderCardBatch = Static<typeof OrderCardBatch>

/** `making` while numbers and PINs are drawn (`made` tells how far), `ready` for the one download, then `downloaded`. `releasedTo`: who may. */
export const CardBatch = Closed({
  id: Id('cardBatch'),
  name: Type.String(),
  status: Type.Enum(['making', 'ready', 'downloaded']),
  design: Type.String(),
  count: Type.Integer(),
  made: Type.Integer(),
  activated: Type.Integer(),
  currency: Currency,
  ceiling: Amount,
  validMonths: Nullable(Type.Integer()),
  orderedBy: Type.String(),
  orderedAt: Timestamp,
  releasedTo: Nullable(Id('staff')),
  downloadedBy: Nullable(Type.String()),
  downloadedAt: Nullable(Timestamp),
})
export type CardBatch = Static<typeof CardBatch>
export const CardBatchList = List(CardBatch)
export type CardBatchList = Static<typeof CardBatchList>
export const CardBatchQuery = Closed(ListQuery)

/** For the printer: a CSV file with a header and the columns number, pin, barcode. */
export const CardBatchFile = Closed({ fileName: Type.String(), csv: Type.String() })
export type CardBatchFile = Static<typeof CardBatchFile>

/** The first load of a printed card, paid at the till. */
export const ActivateGiftCard = Closed({
  number: GiftCardNumber,
  amount: Amount,
  currency: Currency,
  tender: Type.Enum(['cash', 'cardAtTill']),
})
export type ActivateGiftCard = Static<typeof ActivateGiftCard>
export const CardActivation = Closed({
  id: Id('activation'),
  giftCardId: Id('giftCard'),
  lastDigits: Type.String(),
  amount: Amount,
  currency: Currency,
  tender: Type.Enum(['cash', 'cardAtTill']),
  status: Type.Enum(['active', 'voided']),
  at: Timestamp,
  expiresAt: Nullable(Timestamp),
  voidedAt: Nullable(Timestamp),
})
export type CardActivation = Static<typeof CardActivation>
export const VoidActivation = Closed({ reason: Text({ minLength: 1, maxLength: 200 }) })
