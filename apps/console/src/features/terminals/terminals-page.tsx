import type { Terminal } from '@ringfence/contract'
import { Button, Card, EmptyState, Table, toast, useQuery } from '@ringfence/ui'
import { Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { zoneOf } from '../../data/stores.ts'
import { useLive } from '../../live.ts'
import '../../parts/dense.css'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { AddSheet } from './add-sheet.tsx'
import { TerminalPanel, TillStatus } from './terminal-panel.tsx'

const columns = [
  { id: 'name', label: 'Till', render: (terminal: Terminal) => terminal.name },
  { id: 'store', label: 'Store', render: (terminal: Terminal) => terminal.storeName },
  { id: 'status', label: 'Status', render: ({ status }: Terminal) => <TillStatus status={status} /> },
  {
    id: 'seen',
    label: 'Last seen',
    align: 'end' as const,
    render: ({ lastSeenAt, storeId }: Terminal) => (lastSeenAt ? formatMoment(lastSeenAt, zoneOf(storeId)) : 'never'),
  },
]

/** All tills: added here, set up by a code, and cut off when one is lost. */
export function TerminalsPage() {
  const query = useQuery('managed terminals', signal => api.listTerminals({ signal }))
  useLive(query.reload)
  const [openId, setOpen] = useState<string>()
  const [isAdding, setAdding] = useState(false)
  const open = query.data?.data.find(({ id }) => id === openId)
  return (
    <Page
      title="Tills"
      filters={
        mayCall(person.value!.role, 'createTerminal') && (
          <Button
            variant="primary"
            size="dense"
            icon={<Plus size={17} aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            Add a till
          </Button>
        )
      }
    >
      <Card variant="flat" class="dense">
        <Loaded query={query}>
          {({ data }) => (
            <Table
              caption="Tills"
              columns={columns}
              rows={data}
              rowKey={terminal => terminal.id}
              onOpen={terminal => setOpen(terminal.id)}
              empty={<EmptyState title="No till yet">Add one, then type its code on the device.</EmptyState>}
            />
          )}
        </Loaded>
      </Card>
      {open && <TerminalPanel key={open.id} terminal={open} onClose={() => setOpen(undefined)} onDone={query.reload} />}
      {isAdding && (
        <AddSheet
          onClose={() => setAdding(false)}
          onDone={added => {
            setAdding(false)
            setOpen(added.id)
            toast(`${added.name} is added; set it up with a code`)
            query.reload()
          }}
        />
      )}
    </Page>
  )
}
