/** Shapes that every capability shares: ids, money, time, lists. */
import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** A closed object: properties that are not named are refused, not dropped. */
export const Closed = <T extends TProperties>(properties: T, options: { description?: string } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

/** Prefix of each kind of id; ids are TypeIDs: `<prefix>_<UUIDv7 in base 32>`. */
export const idPrefixes = {
  account: 'acc',
  activation: 'act',
  approval: 'apr',
  auditEvent: 'aud',
  bulkLoad: 'blk',
  card: 'crd',
  cardBatch: 'cbt',
  cashMovement: 'csm',
  client: 'cli',
  consolidation: 'cns',
  customer: 'cus',
  device: 'dev',
  dispute: 'dsp',
  firewallRule: 'fwr',
  event: 'evt',
  gift: 'gft',
  giftCard: 'gfc',
  item: 'itm',
  load: 'lod',
  loadRefund: 'lrf',
  offlineFlag: 'off',
  offlinePayment: 'ofp',
  passkey: 'pky',
  payment: 'pay',
  paymentMethod: 'pmt',
  paymentRequest: 'prq',
  payout: 'pot',
  refund: 'ref',
  session: 'ses',
  shift: 'shf',
  staff: 'stf',
  store: 'sto',
  terminal: 'trm',
  ledgerAccount: 'lac',
  transfer: 'trf',
  webhookDelivery: 'whd',
  webhookEndpoint: 'whe',
} as const
export type IdKind = keyof typeof idPrefixes

export const Id = (kind: IdKind) =>
  Type.String({ pattern: `^${idPrefixes[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`, description: `Id of a ${kind}.` })

export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code.' })

/** What one movement of money may be: 1 to 10^12 minor units, a JSON integer. */
export const Amount = Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description: 'Minor units.' })
/** An amount that may be nothing: a tip, a tax, a balance of a customer. */
export const AmountOrZero = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000, description: 'Minor units.' })
/** A sum on the books; may be negative. Always within ±2^53. */
export const SignedAmount = Type.Integer({ description: 'Minor units, signed.' })

export const Money = Closed({ amount: SignedAmount, currency: Currency })
export type Money = Static<typeof Money>

/** Only texts that are a time: a month 13 would go on as no date at all. */
export const Timestamp = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?Z$',
  description: 'RFC 3339, UTC.',
})

export const ListQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 30 })),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: 'The nextCursor of the page before.' })),
}
export const List = <T extends TSchema>(item: T) =>
  Closed({ data: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) })

/** Text that people write: without NUL, which PostgreSQL can't hold, and without halves of characters. */
export const Text = (options: { minLength?: number; maxLength: number; description?: string }) =>
  Type.String({ ...options, pattern: '^[^\\u0000\\ud800-\\udfff]*$' })

/** One line of text that people write, such as a name: no line breaks, no control characters, no change of writing direction. */
export const Line = (options: { minLength?: number; maxLength: number; description?: string }) =>
  Type.String({
    ...options,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*$',
  })

/** An e-mail address of the plain kind: no display name, no quotes, no comments, one at sign. */
export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern:
    '^[A-Za-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$',
})

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
