/** How endpoints, deliveries and events show themselves. */
import { idPrefixes, type WebhookDelivery, type WebhookEndpoint, type WebhookEvent } from '@ringfence/contract'
import { toTypeId } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/database.ts'
import { countDeliveries, type DeliveryRow } from './delivery-store.ts'
import type { EndpointRow, EventRow } from './store.ts'

export async function endpointViews(db: Queryable, rows: readonly EndpointRow[]): Promise<WebhookEndpoint[]> {
  const counts = await countDeliveries(
    db,
    rows.map(row => row.id),
  )
  return rows.map(row => ({
    id: toTypeId(idPrefixes.webhookEndpoint, row.id),
    url: row.url,
    eventTypes: row.event_types,
    description: row.description,
    state: row.state,
    clientId: row.client_id === null ? null : toTypeId(idPrefixes.client, row.client_id),
    createdAt: row.created_at.toISOString(),
    secretRotatedAt: row.rotated_at.toISOString(),
    previousSecretUntil: row.previous_until?.toISOString() ?? null,
    deliveries: {
      waiting: counts.get(row.id)?.waiting ?? 0,
      failed: counts.get(row.id)?.failed ?? 0,
      lastDeliveredAt: row.last_delivered_at?.toISOString() ?? null,
    },
  }))
}

export function deliveryView(row: DeliveryRow): WebhookDelivery {
  return {
    id: toTypeId(idPrefixes.webhookDelivery, row.id),
    endpointId: toTypeId(idPrefixes.webhookEndpoint, row.endpoint_id),
    eventId: toTypeId(idPrefixes.event, row.event_id),
    eventType: row.type as WebhookDelivery['eventType'],
    sequence: toJson(row.sequence),
    status: row.state,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastFailure: row.last_failure,
    lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
    nextAttemptAt: row.state === 'waiting' ? row.due_at.toISOString() : null,
  }
}

export function eventView(row: EventRow): WebhookEvent {
  const { type, data } = row
  const id = toTypeId(idPrefixes.event, row.id)
  return { id, type, timestamp: row.at.toISOString(), sequence: toJson(row.sequence), data }
}
