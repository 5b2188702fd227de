/**
 * Offline payments: what a till takes while the network is away, unverified and at the merchant's own credit risk, and forwards
 * later. Each is signed by the till's key and names the hash of the one before, so that none can be changed, left out or moved.
 */
import { type Static, Type } from 'typebox'
import { Amount, AmountOrZero, Closed, Currency, Id, List, ListQuery, Nullable, Text, Timestamp } from './common.ts'
import { PayCode, PaymentItem } from './payments.ts'

/** A till's floor limits. All three hold for any 24 hours, by the times at which the payments were taken. */
export const OfflineLimits = Closed({
  perAccount: Type.Integer({ ...Amount, description: 'Minor units from one device (pay code alias).' }),
  terminalSum: Type.Integer({ ...Amount, description: 'Minor units in all.' }),
  terminalCount: Type.Integer({ minimum: 1, maximum: 1_000, description: 'Payments in all.' }),
  windowHours: Type.Integer({
    minimum: 1,
    maximum: 72,
    description: 'A payment that comes later than this is not taken.',
  }),
})
export type OfflineLimits = Static<typeof OfflineLimits>
export const offlineLimitHours = 24

/** The manager's word for one till; `limits` are kept while it is off. */
export const OfflineRule = Closed({ enabled: Type.Boolean(), currency: Currency, limits: OfflineLimits })
export type OfflineRule = Static<typeof OfflineRule>
export const PutOfflineRule = Closed({ enabled: Type.Boolean(), limits: OfflineLimits })

/** What a till may do offline, and where the server stands in the chain of its key. */
export const OfflinePermit = Closed({
  ...OfflineRule.properties,
  sequence: Type.Integer({ minimum: 0, description: 'Of the last payment that was received; 0: none yet.' }),
  head: Type.String({ description: 'Hash of the last payment that was received.' }),
  now: Timestamp,
})
export type OfflinePermit = Static<typeof OfflinePermit>

const Hash = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'SHA-256, base64url.' })

/** All that is signed, in this order. */
export const OfflineRecord = Closed({
  terminalId: Id('terminal'),
  storeId: Id('store'),
  staffId: Id('staff'),
  sequence: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
  previous: Hash,
  takenAt: Timestamp,
  code: PayCode,
  amount: Amount,
  currency: Currency,
  tip: AmountOrZero,
  items: Type.Array(PaymentItem, { maxItems: 100 }),
})
export type OfflineRecord = Static<typeof OfflineRecord>

export const OfflinePayment = Closed({
  record: OfflineRecord,
  keyId: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'JWK thumbprint of the key that signed it.' }),
  signature: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$', description: 'ECDSA P-256 with SHA-256, base64url.' }),
})
export type OfflinePayment = Static<typeof OfflinePayment>

/** In the order in which they were taken. */
export const ForwardOfflinePayments = Closed({ payments: Type.Array(OfflinePayment, { minItems: 1, maxItems: 50 }) })

/** Why a payment that was honest came too late to be paid. */
export const lateDeclineReasons = [
  'insufficient_funds',
  'code_invalid',
  'code_expired',
  'code_used',
  'account_frozen',
  'currency_mismatch',
  'basket_mismatch',
  'limit_exceeded',
  'not_allowed',
  'out_of_window',
] as const
export const LateDeclineReason = Type.Enum([...lateDeclineReasons])
export type LateDeclineReason = Static<typeof LateDeclineReason>

/** Why a payment was not even looked at: it stays with the till, and is flagged for the manager. */
export const offlineFlagKinds = [
  'signature_invalid',
  'wrong_terminal',
  'altered',
  'missing_before',
  'out_of_order',
] as const
export const OfflineFlagKind = Type.Enum([...offlineFlagKinds])
export type OfflineFlagKind = Static<typeof OfflineFlagKind>

/** `taken` and `declined` are final; `refused` may come again once what is wrong is mended. */
export const OfflineResult = Closed({
  sequence: Type.Integer(),
  outcome: Type.Enum(['taken', 'declined', 'refused']),
  paymentId: Nullable(Id('payment')),
  reason: Nullable(Type.Enum([...lateDeclineReasons, ...offlineFlagKinds])),
})
export type OfflineResult = Static<typeof OfflineResult>
export const OfflineResults = Closed({
  results: Type.Array(OfflineResult),
  sequence: OfflinePermit.properties.sequence,
  head: OfflinePermit.properties.head,
})
export type OfflineResults = Static<typeof OfflineResults>

export const LateDecline = Closed({
  id: Id('offlinePayment'),
  storeId: Id('store'),
  storeName: Type.String(),
  timeZone: Type.String(),
  terminalId: Id('terminal'),
  terminalName: Type.String(),
  cashier: Type.String(),
  amount: Amount,
  currency: Currency,
  title: Type.String({ description: 'The items in a few words.' }),
  takenAt: Timestamp,
  receivedAt: Timestamp,
  reason: LateDeclineReason,
  status: Type.Enum(['open', 'writtenOff', 'paidOtherwise']),
  resolvedAt: Nullable(Timestamp),
  resolvedBy: Nullable(Type.String()),
  note: Nullable(Type.String()),
})
export type LateDecline = Static<typeof LateDecline>
export const LateDeclineList = List(LateDecline)
export const LateDeclineQuery = Closed({
  ...ListQuery,
  storeId: Type.Optional(Id('store')),
  status: Type.Optional(Type.Enum(['open', 'resolved'])),
})
export const ResolveLateDecline = Closed({
  resolution: Type.Enum(['writtenOff', 'paidOtherwise']),
  note: Type.Optional(Text({ maxLength: 200 })),
})

/** A forwarded payment that was tampered with, reordered, replayed otherwise, or came without the one before. */
export const OfflineFlag = Closed({
  id: Id('offlineFlag'),
  storeId: Id('store'),
  storeName: Type.String(),
  timeZone: Type.String(),
  terminalId: Id('terminal'),
  terminalName: Type.String(),
  sequence: Type.Integer(),
  amount: Amount,
  currency: Currency,
  kind: OfflineFlagKind,
  at: Timestamp,
})
export type OfflineFlag = Static<typeof OfflineFlag>
export const OfflineFlagList = List(OfflineFlag)
export const OfflineFlagQuery = Closed({ ...ListQuery, storeId: Type.Optional(Id('store')) })

/** Stands for the payment before the first. */
export const offlineGenesis = 'A'.repeat(43)

/** The text that is signed and hashed: the record's fields in their order, as JSON. The same record gives the same text. */
export function offlineText(record: OfflineRecord): string {
  const items = record.items.map(({ itemId, name, note, quantity, unitAmount, tax }) => [
    itemId ?? null,
    name,
    note ?? null,
    quantity,
    unitAmount,
    tax,
  ])
  const { terminalId, storeId, staffId, sequence, previous, takenAt, code, amount, currency, tip } = record
  return JSON.stringify([
    'ringfence offline payment 1',
    terminalId,
    storeId,
    staffId,
    sequence,
    previous,
    takenAt,
    code,
    amount,
    currency,
    tip,
    items,
  ])
}

/** What the next payment names as `previous`. */
export async function offlineHash(record: OfflineRecord): Promise<string> {
  return base64Url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(offlineText(record))))
}

/** Signs a record with the till's key. */
export async function signOffline(
  record: OfflineRecord,
  key: { readonly privateKey: CryptoKey; readonly keyId: string },
): Promise<OfflinePayment> {
  const bytes = new TextEncoder().encode(offlineText(record))
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, bytes)
  return { record, keyId: key.keyId, signature: base64Url(signature) }
}

const base64Url = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
