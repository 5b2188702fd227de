import type { WebhookEndpoint } from '@ringfence/contract'
import { Button, Card, EmptyState, formatCount, Table, toast, useQuery } from '@ringfence/ui'
import { Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { usePoll } from '../../data/use-poll.ts'
import '../../parts/dense.css'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { EndpointPanel } from './endpoint-panel.tsx'
import { EndpointSheet } from './endpoint-sheet.tsx'
import { EndpointState } from './states.tsx'

const end = 'end' as const
const columns = [
  { id: 'url', label: 'Sent to', render: ({ url }: WebhookEndpoint) => <span class="webhook-url">{url}</span> },
  {
    id: 'events',
    label: 'Events',
    render: ({ eventTypes }: WebhookEndpoint) =>
      eventTypes.length === 0 ? 'All' : `${formatCount(eventTypes.length)} types`,
  },
  { id: 'owner', label: 'Of', render: ({ clientId }: WebhookEndpoint) => (clientId ? 'A client' : 'The brand') },
  {
    id: 'last',
    label: 'Last delivered',
    render: ({ deliveries: { lastDeliveredAt } }: WebhookEndpoint) =>
      lastDeliveredAt === null ? 'Never' : formatMoment(lastDeliveredAt),
  },
  {
    id: 'waiting',
    label: 'Waiting',
    align: end,
    render: ({ deliveries }: WebhookEndpoint) => formatCount(deliveries.waiting),
  },
  {
    id: 'failed',
    label: 'Given up',
    align: end,
    render: ({ deliveries }: WebhookEndpoint) => formatCount(deliveries.failed),
  },
  { id: 'state', label: 'State', render: (endpoint: WebhookEndpoint) => <EndpointState state={endpoint.state} /> },
]

/** Where the brand's events are sent: endpoints, and how each delivery went. */
export function WebhooksPage() {
  const query = useQuery('webhook endpoints', signal => api.listWebhookEndpoints({ signal }))
  const [openId, setOpen] = useState<string>()
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const open = query.data?.data.find(({ id }) => id === openId)
  usePoll(query.reload, query.data?.data.some(({ deliveries }) => deliveries.waiting > 0) ?? false)
  const show = (id: string | undefined, told?: string) => {
    setSecret(told)
    setOpen(id)
  }
  return (
    <Page
      title="Webhooks"
      filters={
        mayCall(person.value!.role, 'createWebhookEndpoint') && (
          <Button
            variant="primary"
            size="dense"
            icon={<Plus size={17} aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            Add an endpoint
          </Button>
        )
      }
    >
      <Card variant="flat" class="dense">
        <Loaded query={query}>
          {({ data }) => (
            <Table
              caption="Webhook endpoints"
              columns={columns}
              rows={data}
              rowKey={endpoint => endpoint.id}
              onOpen={({ id }) => show(id)}
              empty={
                <EmptyState title="No endpoint yet">
                  Payments, loads and gifts can be told to another system as they happen, signed so that it knows they
                  are yours.
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
      {open && (
        <EndpointPanel
          key={open.id}
          endpoint={open}
          secret={secret}
          onSecret={setSecret}
          onClose={() => show(undefined)}
          onDone={query.reload}
        />
      )}
      {isAdding && (
        <EndpointSheet
          onClose={() => setAdding(false)}
          onDone={made => {
            setAdding(false)
            toast('Endpoint added')
            query.reload()
            show(made.id, made.secret)
          }}
        />
      )}
    </Page>
  )
}
