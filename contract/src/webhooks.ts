/** Webhooks: where a brand's events are sent, and how each sending went. Envelope and headers follow Standard Webhooks. */
import { type Static, Type } from 'typebox'
import { Amount, Closed, Currency, Id, Line, List, ListQuery, Nullable, Timestamp } from './common.ts'
import { type EventType as EventTypeName, eventTypes } from './events.ts'

/** Sent by a test of an endpoint alone; it is in no list of events. */
export const testEventType = 'webhook.test'

const EventType = Type.Enum([...eventTypes])
const Sequence = Type.Integer({
  minimum: 1,
  description: 'Place in the order in which things happened; grows, with gaps.',
})

/** What happened, by ids and amounts; read the rest through the API. Without personal data. */
export const EventData = Closed({
  id: Type.String({
    description:
      'Id of the payment, refund, load, payment request, gift, consolidation or dispute; of an auto top-up the account.',
  }),
  accountId: Nullable(Type.String({ description: 'Null: of a gift; whose account it is in is not told.' })),
  storeId: Nullable(Type.String()),
  terminalId: Nullable(Type.String()),
  amount: Amount,
  currency: Currency,
  at: Timestamp,
  paymentId: Type.Optional(Type.String({ description: 'Of a payment request: the payment that paid it.' })),
})

/** One event: an entry of the list, and the body of a webhook. */
export const WebhookEvent = Closed({
  id: Id('event'),
  type: EventType,
  timestamp: Timestamp,
  sequence: Sequence,
  data: EventData,
})
export type WebhookEvent = Static<typeof WebhookEvent>
/** Oldest first, so that a reader goes on from where it was. */
export const EventList = Closed({ data: Type.Array(WebhookEvent), nextCursor: Nullable(Type.String()) })
export const EventQuery = Closed({
  ...ListQuery,
  after: Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Events after this sequence number.' }),
  ),
  type: Type.Optional(
    Type.Unsafe<EventTypeName>({
      ...EventType,
      description: 'A machine client sees events of what its scopes let it read; 403 when it asks for others.',
    }),
  ),
})

export const webhookEndpointStates = ['enabled', 'disabled', 'gone'] as const
export type WebhookEndpointState = (typeof webhookEndpointStates)[number]

/** `https` alone outside the sandbox; no user name or password, no fragment; never an address inside a network. */
const Url = Type.String({ minLength: 8, maxLength: 2000, pattern: '^https?://[\\x21-\\x7e]+$' })

export const WebhookEndpointSettings = Closed({
  url: Url,
  eventTypes: Type.Array(EventType, {
    maxItems: eventTypes.length,
    uniqueItems: true,
    description:
      'Empty: all. A machine client needs the scope that reads what an event is about (payments:read, payment-requests:read, ' +
      'funding:read, auto-top-up:read, gift-cards:read), all of them for an empty list; without it the answer is 403, and `pointers` names the types.',
  }),
  description: Type.Optional(Line({ maxLength: 120 })),
})
export type WebhookEndpointSettings = Static<typeof WebhookEndpointSettings>

const endpoint = {
  id: Id('webhookEndpoint'),
  url: Type.String(),
  eventTypes: Type.Array(EventType),
  description: Type.String(),
  /** `gone`: it answered 410 and gets nothing until it is enabled again. */
  state: Type.Enum([...webhookEndpointStates]),
  /** Null: set up by the brand itself. */
  clientId: Nullable(Id('client')),
  createdAt: Timestamp,
  secretRotatedAt: Timestamp,
  /** Until then a second signature is made with the secret before. */
  previousSecretUntil: Nullable(Timestamp),
  deliveries: Closed({
    waiting: Type.Integer(),
    failed: Type.Integer({ description: 'Given up, not replayed.' }),
    lastDeliveredAt: Nullable(Timestamp),
  }),
}
export const WebhookEndpoint = Closed(endpoint)
export type WebhookEndpoint = Static<typeof WebhookEndpoint>
export const WebhookEndpointList = List(WebhookEndpoint)

/** Told once: it can't be read again, only rotated. */
export const WebhookEndpointWithSecret = Closed({
  ...endpoint,
  secret: Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{43}=$' }),
})
export type WebhookEndpointWithSecret = Static<typeof WebhookEndpointWithSecret>

export const webhookDeliveryStatuses = ['waiting', 'delivered', 'failed', 'withdrawn'] as const
export type WebhookDeliveryStatus = (typeof webhookDeliveryStatuses)[number]

/** Why the last try did not succeed. */
export const webhookFailures = [
  'answer',
  'redirect',
  'timeout',
  'connection',
  'tls',
  'address_refused',
  'gone',
  'endpoint_disabled',
] as const
export type WebhookFailure = (typeof webhookFailures)[number]

export const WebhookDelivery = Closed({
  id: Id('webhookDelivery'),
  endpointId: Id('webhookEndpoint'),
  eventId: Id('event'),
  eventType: Type.Enum([...eventTypes, testEventType]),
  sequence: Sequence,
  /** `failed`: given up after three days. `withdrawn`: its endpoint was disabled, or gone. */
  status: Type.Enum([...webhookDeliveryStatuses]),
  attempts: Type.Integer(),
  /** HTTP status of the last answer. */
  lastStatus: Nullable(Type.Integer()),
  lastFailure: Nullable(Type.Enum([...webhookFailures])),
  lastAttemptAt: Nullable(Timestamp),
  nextAttemptAt: Nullable(Timestamp),
})
export type WebhookDelivery = Static<typeof WebhookDelivery>
export const WebhookDeliveryList = List(WebhookDelivery)
export const WebhookDeliveryQuery = Closed({
  ...ListQuery,
  status: Type.Optional(Type.Enum([...webhookDeliveryStatuses])),
})
