/** What may be done with an endpoint: each deed is one transaction on its locked row. */
import { idPrefixes, testEventType, type WebhookEndpointSettings } from '@ringfence/contract'
import { newId, toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import { type DeliveryRow, insertDelivery, replayDelivery, selectDelivery, withdrawWaiting } from './delivery-store.ts'
import { newSecret, overlapMs, sealSecret } from './secrets.ts'
import {
  changeEndpoint,
  countEndpoints,
  deleteEndpoint,
  type EndpointRow,
  insertEndpoint,
  insertEvents,
  lockEndpoint,
  type Owner,
  rotateSecret,
  selectEndpoint,
  selectEndpoints,
  setEndpointState,
} from './store.ts'

export const endpointsMax = 20

export type Changed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: 'not_found' | 'webhook_endpoint_disabled' | 'limit_exceeded' }
const notFound = { ok: false, code: 'not_found' } as const

export async function createEndpoint(
  db: Database,
  masterKey: MasterKey,
  { settings, clientId, atMs }: { settings: WebhookEndpointSettings; clientId: Uuid | null; atMs: number },
): Promise<Changed<{ endpoint: EndpointRow; secret: string }>> {
  const { url, eventTypes, description = '' } = settings
  const secret = newSecret()
  return db.transaction(async tx => {
    if ((await countEndpoints(tx, clientId)) >= endpointsMax) return { ok: false, code: 'limit_exceeded' }
    const sealedSecret = sealSecret(masterKey, secret)
    const endpoint = await insertEndpoint(tx, {
      id: newId(),
      clientId,
      url,
      eventTypes,
      description,
      sealedSecret,
      atMs,
    })
    return { ok: true, value: { endpoint, secret } }
  })
}

/** Does something to an owner's endpoint; answers with it as it is then. */
async function withEndpoint(
  db: Database,
  owner: Owner,
  id: Uuid,
  work: (tx: Transaction, endpoint: EndpointRow) => Promise<void>,
): Promise<Changed<EndpointRow>> {
  return db.transaction(async tx => {
    const endpoint = await lockEndpoint(tx, owner, id)
    if (!endpoint) return notFound
    await work(tx, endpoint)
    return { ok: true, value: (await selectEndpoint(tx, owner, id)) ?? endpoint }
  })
}

export const setSettings = (db: Database, owner: Owner, id: Uuid, settings: WebhookEndpointSettings) =>
  withEndpoint(db, owner, id, tx => changeEndpoint(tx, id, { description: '', ...settings }))

export const removeEndpoint = (db: Database, owner: Owner, id: Uuid) =>
  withEndpoint(db, owner, id, tx => deleteEndpoint(tx, id))

export const disableEndpoint = (db: Database, owner: Owner, id: Uuid) =>
  withEndpoint(db, owner, id, async tx => {
    await setEndpointState(tx, id, 'disabled')
    await withdrawWaiting(tx, id, 'endpoint_disabled')
  })

/** A machine client that has been ended is told nothing more. */
export async function disableEndpointsOf(tx: Transaction, clientId: Uuid): Promise<void> {
  for (const { id } of await selectEndpoints(tx, { clientId })) {
    await setEndpointState(tx, id, 'disabled')
    await withdrawWaiting(tx, id, 'endpoint_disabled')
  }
}

export const enableEndpoint = (db: Database, owner: Owner, id: Uuid) =>
  withEndpoint(db, owner, id, async tx => {
    await setEndpointState(tx, id, 'enabled')
  })

/** The secret before signs along for a day; one that did so until now no longer does. */
export async function giveNewSecret(
  db: Database,
  masterKey: MasterKey,
  { owner, id, atMs }: { owner: Owner; id: Uuid; atMs: number },
): Promise<Changed<{ endpoint: EndpointRow; secret: string }>> {
  const secret = newSecret()
  const sealedSecret = sealSecret(masterKey, secret)
  const changed = await withEndpoint(db, owner, id, tx =>
    rotateSecret(tx, id, { sealedSecret, previousUntilMs: atMs + overlapMs, atMs }),
  )
  return changed.ok ? { ok: true, value: { endpoint: changed.value, secret } } : changed
}

export async function sendTest(
  db: Database,
  { owner, id, atMs }: { owner: Owner; id: Uuid; atMs: number },
): Promise<Changed<DeliveryRow>> {
  return db.transaction(async tx => {
    const endpoint = await lockEndpoint(tx, owner, id)
    if (!endpoint) return notFound
    if (endpoint.state !== 'enabled') return { ok: false, code: 'webhook_endpoint_disabled' }
    const data = { endpointId: toTypeId(idPrefixes.webhookEndpoint, id) }
    const sequence = await insertEvents(tx, [{ id: newId(), type: testEventType, at: new Date(atMs), data }], true)
    const delivery = await insertDelivery(tx, id, sequence, atMs)
    return { ok: true, value: (await selectDelivery(tx, owner, delivery))! }
  })
}

export async function replay(
  db: Database,
  { owner, id, atMs }: { owner: Owner; id: Uuid; atMs: number },
): Promise<Changed<DeliveryRow>> {
  return db.transaction(async tx => {
    const delivery = await selectDelivery(tx, owner, id)
    const endpoint = delivery && (await lockEndpoint(tx, owner, delivery.endpoint_id))
    if (!endpoint) return notFound
    if (endpoint.state !== 'enabled') return { ok: false, code: 'webhook_endpoint_disabled' }
    await replayDelivery(tx, id, atMs)
    return { ok: true, value: (await selectDelivery(tx, owner, id))! }
  })
}
