import type { WebhookDelivery, WebhookEndpoint } from '@ringfence/contract'
import { Banner, Button, toast, usePages } from '@ringfence/ui'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { formatMoment } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import { usePoll } from '../../data/use-poll.ts'
import { Paged } from '../../parts/paged.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { DeliveryStatus, failureOf } from './states.tsx'

/** How the last deliveries of an endpoint went; what is over can be sent again. */
export function Deliveries({ endpoint, onDone }: { endpoint: WebhookEndpoint; onDone: () => void }) {
  const pages = usePages(`deliveries ${endpoint.id}`, (cursor, signal) =>
    api.listWebhookDeliveries({
      params: { id: endpoint.id },
      query: { limit: 20, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  )
  usePoll(pages.refresh, endpoint.deliveries.waiting > 0 || pages.rows.some(({ status }) => status === 'waiting'))
  const { run, isBusy, failure } = useDeed()
  const mayReplay = endpoint.state === 'enabled' && mayCall(person.value!.role, 'replayWebhookDelivery')
  const replay = ({ id }: WebhookDelivery) =>
    run(
      id,
      () => api.replayWebhookDelivery({ params: { id } }),
      () => {
        toast('It is sent again')
        pages.refresh()
        onDone()
      },
    )
  return (
    <section class="webhook-deliveries">
      <h3>Deliveries</h3>
      {failure && <Banner tone="bad">{failureSentence(failure)}</Banner>}
      <Paged pages={pages}>
        {pages.rows.length === 0 ? (
          <p class="dim">Nothing was sent there yet.</p>
        ) : (
          <ul aria-label="Deliveries, newest first">
            {pages.rows.map(delivery => (
              <li key={delivery.id}>
                <div>
                  <strong class="num">{delivery.eventType}</strong> <DeliveryStatus delivery={delivery} />
                  <p class="dim">{aboutOf(delivery)}</p>
                </div>
                {mayReplay && delivery.status !== 'waiting' && (
                  <Button size="dense" disabled={isBusy} onClick={() => void replay(delivery)}>
                    Replay
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Paged>
    </section>
  )
}

function aboutOf(delivery: WebhookDelivery): string {
  const { sequence, attempts, lastAttemptAt, nextAttemptAt, status } = delivery
  const tries = attempts === 1 ? '1 try' : `${attempts} tries`
  const next = status === 'waiting' && nextAttemptAt ? `next ${formatMoment(nextAttemptAt)}` : undefined
  const parts = [
    `No. ${sequence}`,
    lastAttemptAt && `${tries}, ${formatMoment(lastAttemptAt)}`,
    failureOf(delivery),
    next,
  ]
  return parts.filter(Boolean).join(' · ')
}
