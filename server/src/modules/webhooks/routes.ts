/** Routes of webhooks: endpoints, their deliveries, and the list of events. */
import { type EventType, idPrefixes, type WebhookEndpoint } from '@ringfence/contract'
import { fromTypeId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Caller, HandlersOf, Outcome } from '../../platform/http.ts'
import { mayBeTold, typesToldTo } from '../notifications/index.ts'
import {
  type Changed,
  createEndpoint,
  disableEndpoint,
  enableEndpoint,
  giveNewSecret,
  removeEndpoint,
  replay,
  sendTest,
  setSettings,
} from './change-endpoints.ts'
import { type DeliveryRow, selectDeliveries } from './delivery-store.ts'
import type { Sender } from './send.ts'
import { type EndpointRow, type Owner, selectEndpoint, selectEndpoints, selectEvents } from './store.ts'
import { deliveryView, endpointViews, eventView } from './views.ts'

export interface WebhooksRoom {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly sender: Pick<Sender, 'mayReceive'>
  /** Something is due. */
  readonly wake: () => void
}

export type WebhookOperation =
  | 'createWebhookEndpoint'
  | 'listWebhookEndpoints'
  | 'getWebhookEndpoint'
  | 'changeWebhookEndpoint'
  | 'deleteWebhookEndpoint'
  | 'disableWebhookEndpoint'
  | 'enableWebhookEndpoint'
  | 'rotateWebhookSecret'
  | 'testWebhookEndpoint'
  | 'listWebhookDeliveries'
  | 'replayWebhookDelivery'
  | 'listEvents'

const notFound = { ok: false, code: 'not_found' } as const
const urlRefused = { ok: false, code: 'webhook_url_refused', pointers: ['/url'] } as const
const badCursor = { ok: false, code: 'validation_failed', pointers: ['/cursor'] } as const

const ownerOf = (caller: Caller): Owner => (caller.role === 'client' ? { clientId: caller.personId } : 'all')
const idOf = (params: { id: string }): Uuid | undefined => fromTypeId(idPrefixes.webhookEndpoint, params.id)

export function webhookRoutes(room: WebhooksRoom): HandlersOf<WebhookOperation> {
  const { db, masterKey, sender, wake } = room
  return {
    createWebhookEndpoint: async ({ body, caller, nowMs: atMs }) => {
      if (!sender.mayReceive(body.url)) return urlRefused
      const refused = refusesTypes(caller, body.eventTypes)
      if (refused) return refused
      const clientId = caller.role === 'client' ? caller.personId : null
      return withSecret(db, await createEndpoint(db, masterKey, { settings: body, clientId, atMs }))
    },
    listWebhookEndpoints: async ({ caller }) => {
      const data = await endpointViews(db, await selectEndpoints(db, ownerOf(caller)))
      return { ok: true, value: { data, nextCursor: null } }
    },
    getWebhookEndpoint: async ({ params, caller }) => {
      const id = idOf(params)
      const row = id && (await selectEndpoint(db, ownerOf(caller), id))
      return row ? shown(db, { ok: true, value: row }) : notFound
    },
    changeWebhookEndpoint: async ({ params, body, caller }) => {
      if (!sender.mayReceive(body.url)) return urlRefused
      const refused = refusesTypes(caller, body.eventTypes)
      if (refused) return refused
      const id = idOf(params)
      return id ? shown(db, await setSettings(db, ownerOf(caller), id, body)) : notFound
    },
    deleteWebhookEndpoint: async ({ params, caller }) => {
      const id = idOf(params)
      const removed = id ? await removeEndpoint(db, ownerOf(caller), id) : notFound
      return removed.ok ? { ok: true, value: undefined } : removed
    },
    disableWebhookEndpoint: async ({ params, caller }) => {
      const id = idOf(params)
      return id ? shown(db, await disableEndpoint(db, ownerOf(caller), id)) : notFound
    },
    enableWebhookEndpoint: async ({ params, caller }) => {
      const id = idOf(params)
      return id ? shown(db, await enableEndpoint(db, ownerOf(caller), id)) : notFound
    },
    rotateWebhookSecret: async ({ params, caller, nowMs: atMs }) => {
      const id = idOf(params)
      return id ? withSecret(db, await giveNewSecret(db, masterKey, { owner: ownerOf(caller), id, atMs })) : notFound
    },
    testWebhookEndpoint: async ({ params, caller, nowMs: atMs }) => {
      const id = idOf(params)
      return id ? due(wake, await sendTest(db, { owner: ownerOf(caller), id, atMs })) : notFound
    },
    replayWebhookDelivery: async ({ params, caller, nowMs: atMs }) => {
      const id = fromTypeId(idPrefixes.webhookDelivery, params.id)
      return id ? due(wake, await replay(db, { owner: ownerOf(caller), id, atMs })) : notFound
    },
    ...lists(db),
  }
}

function lists(db: Database): HandlersOf<'listWebhookDeliveries' | 'listEvents'> {
  return {
    listWebhookDeliveries: async ({ params, query, caller }) => {
      const id = idOf(params)
      if (!id || !(await selectEndpoint(db, ownerOf(caller), id))) return notFound
      const { cursor, limit = 30, status } = query
      if (!isPlace(cursor)) return badCursor
      const before = cursor === undefined ? undefined : BigInt(cursor)
      const rows = await selectDeliveries(db, id, { before, limit: limit + 1, status })
      const data = rows.slice(0, limit).map(deliveryView)
      return { ok: true, value: { data, nextCursor: rows.length > limit ? String(data.at(-1)!.sequence) : null } }
    },
    listEvents: async ({ query, caller }) => {
      const { cursor, limit = 30, after = 0, type } = query
      if (!isPlace(cursor)) return badCursor
      if (type !== undefined && !mayBeTold(caller, type)) return { ok: false, code: 'forbidden', pointers: ['/type'] }
      const types = type === undefined ? typesToldTo(caller) : [type]
      const rows = await selectEvents(db, { after: BigInt(cursor ?? after), limit: limit + 1, types })
      const data = rows.slice(0, limit).map(eventView)
      return { ok: true, value: { data, nextCursor: rows.length > limit ? String(data.at(-1)!.sequence) : null } }
    },
  }
}

/** A client is sent only what its scopes let it read; an empty list asks for all that there is. */
function refusesTypes(caller: Caller, wished: readonly EventType[]): Outcome<never> | undefined {
  const pointers = wished.flatMap((type, i) => (mayBeTold(caller, type) ? [] : [`/eventTypes/${i}`]))
  if (wished.length === 0 && typesToldTo(caller) !== undefined) pointers.push('/eventTypes')
  return pointers.length === 0 ? undefined : { ok: false, code: 'forbidden', pointers }
}

const isPlace = (cursor: string | undefined) => cursor === undefined || /^[1-9]\d{0,15}$/.test(cursor)

async function shown(db: Database, changed: Changed<EndpointRow>): Promise<Outcome<WebhookEndpoint>> {
  if (!changed.ok) return changed
  return { ok: true, value: (await endpointViews(db, [changed.value]))[0]! }
}

async function withSecret(db: Database, changed: Changed<{ endpoint: EndpointRow; secret: string }>) {
  if (!changed.ok) return changed
  const [view] = await endpointViews(db, [changed.value.endpoint])
  return { ok: true, value: { ...view!, secret: changed.value.secret } } as const
}

function due(wake: () => void, changed: Changed<DeliveryRow>) {
  if (!changed.ok) return changed
  wake()
  return { ok: true, value: deliveryView(changed.value) } as const
}
