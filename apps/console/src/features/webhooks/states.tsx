import type { WebhookDelivery, WebhookEndpoint, WebhookFailure } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'

export function EndpointState({ state }: Pick<WebhookEndpoint, 'state'>) {
  if (state === 'enabled') return <Badge tone="good">Enabled</Badge>
  if (state === 'gone') return <Badge tone="bad">Gone: it answered 410</Badge>
  return <Badge>Disabled</Badge>
}

export function DeliveryStatus({ delivery: { status, attempts } }: { delivery: WebhookDelivery }) {
  if (status === 'delivered') return <Badge tone="good">Delivered</Badge>
  if (status === 'failed') return <Badge tone="bad">Given up</Badge>
  if (status === 'withdrawn') return <Badge>Withdrawn</Badge>
  return <Badge tone={attempts === 0 ? 'brand' : 'warn'}>{attempts === 0 ? 'Waiting' : 'Tried again later'}</Badge>
}

const sentences: Record<WebhookFailure, string> = {
  answer: 'It answered with an error',
  redirect: 'It answered with a redirect, which is not followed',
  timeout: 'It did not answer in time',
  connection: 'Nobody answered there',
  tls: 'Its certificate is not good',
  address_refused: 'Its name leads to an address that webhooks are not sent to',
  gone: 'It wants no more events',
  endpoint_disabled: 'The endpoint was disabled',
}

/** Why the last try did not succeed; undefined when it did. */
export function failureOf({ status, lastFailure, lastStatus }: WebhookDelivery): string | undefined {
  if (status === 'delivered' || lastFailure === null) return undefined
  return lastStatus === null ? sentences[lastFailure] : `${sentences[lastFailure]} (${lastStatus})`
}
