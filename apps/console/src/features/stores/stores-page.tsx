import type { Store, Terminal } from '@ringfence/contract'
import { Badge, Card, EmptyState, Skeleton, Table, useQuery } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { maySee } from '../../roles.ts'
import { person } from '../../session.ts'
import './stores-page.css'

/** Every store with its tills. */
export function StoresPage() {
  const stores = useQuery('stores', signal => api.listStores({ signal }))
  const terminals = useQuery('terminals', signal => api.listTerminals({ signal }))
  // A till was just seen when it has just taken a payment.
  useLive(terminals.reload)
  const failure = stores.failure ?? terminals.failure
  const retry = () => {
    stores.reload()
    terminals.reload()
  }
  const isRetrying = stores.loading || terminals.loading
  const isHere = stores.data && terminals.data
  return (
    <Page title="Stores & tills">
      {failure && !isHere && <Failure failure={failure} onRetry={retry} retrying={isRetrying} />}
      {failure && isHere && <StaleNote failure={failure} onRetry={retry} retrying={isRetrying} />}
      {!failure && !isHere && <Skeleton lines={8} />}
      {stores.data?.data.length === 0 && <EmptyState title="No stores yet" />}
      {isHere && (
        <div class="stores">
          {stores.data?.data.map(store => (
            <StoreCard
              key={store.id}
              store={store}
              terminals={(terminals.data?.data ?? []).filter(({ storeId }) => storeId === store.id)}
            />
          ))}
        </div>
      )}
    </Page>
  )
}

function StoreCard({ store, terminals }: { store: Store; terminals: Terminal[] }) {
  const columns = [
    { id: 'name', label: 'Till', render: (terminal: Terminal) => terminal.name },
    { id: 'status', label: 'Status', render: (terminal: Terminal) => <TillStatus status={terminal.status} /> },
    {
      id: 'seen',
      label: 'Last seen',
      align: 'end' as const,
      render: ({ lastSeenAt }: Terminal) => (lastSeenAt ? formatMoment(lastSeenAt, store.timeZone) : 'never'),
    },
  ]
  return (
    <Card
      variant="flat"
      title={store.name}
      aside={maySee(person.value!.role, 'payments') && <Link href={`/payments?store=${store.id}`}>Payments</Link>}
    >
      <p class="stores__about">
        {store.address}
        <br />
        {store.timeZone.replaceAll('_', ' ')} · {store.currency}
      </p>
      <Table
        caption={`Tills of ${store.name}`}
        columns={columns}
        rows={terminals}
        rowKey={terminal => terminal.id}
        empty={<span class="dim">No till yet.</span>}
      />
    </Card>
  )
}

function TillStatus({ status }: Pick<Terminal, 'status'>) {
  return status === 'active' ? <Badge tone="good">Active</Badge> : <Badge tone="warn">Not enrolled</Badge>
}
