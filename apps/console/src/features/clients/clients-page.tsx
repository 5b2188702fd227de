import type { MachineClient } from '@ringfence/contract'
import { Button, Card, EmptyState, formatCount, Table, toast, useQuery } from '@ringfence/ui'
import { Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import '../../parts/dense.css'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { ClientPanel, ClientStatus } from './client-panel.tsx'
import { RegisterSheet } from './register-sheet.tsx'

const columns = [
  { id: 'name', label: 'Name', render: (client: MachineClient) => client.name },
  { id: 'scopes', label: 'May', render: ({ scopes }: MachineClient) => scopes.join(', ') },
  {
    id: 'keys',
    label: 'Live keys',
    align: 'end' as const,
    render: ({ keys }: MachineClient) => formatCount(keys.length),
  },
  { id: 'since', label: 'Registered', render: (client: MachineClient) => formatMoment(client.createdAt) },
  { id: 'status', label: 'Status', render: (client: MachineClient) => <ClientStatus status={client.status} /> },
]

/** Machines of partners and integrators that use the API, each with keys of its own. */
export function ClientsPage() {
  const query = useQuery('machine clients', signal => api.listClients({ signal }))
  const [openId, setOpen] = useState<string>()
  const [isRegistering, setRegistering] = useState(false)
  const open = query.data?.data.find(({ id }) => id === openId)
  return (
    <Page
      title="Machine clients"
      filters={
        mayCall(person.value!.role, 'createClient') && (
          <Button
            variant="primary"
            size="dense"
            icon={<Plus size={17} aria-hidden="true" />}
            onClick={() => setRegistering(true)}
          >
            Register a client
          </Button>
        )
      }
    >
      <Card variant="flat" class="dense">
        <Loaded query={query}>
          {({ data }) => (
            <Table
              caption="Machine clients"
              columns={columns}
              rows={data}
              rowKey={client => client.id}
              onOpen={client => setOpen(client.id)}
              empty={
                <EmptyState title="No machine client yet">
                  A partner’s system gets in with a key of its own, and sees only what you allow it.
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
      {open && <ClientPanel key={open.id} client={open} onClose={() => setOpen(undefined)} onDone={query.reload} />}
      {isRegistering && (
        <RegisterSheet
          onClose={() => setRegistering(false)}
          onDone={client => {
            setRegistering(false)
            setOpen(client.id)
            toast(`${client.name} is registered`)
            query.reload()
          }}
        />
      )}
    </Page>
  )
}
