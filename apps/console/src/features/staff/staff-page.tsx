import type { StaffMember } from '@ringfence/contract'
import { Button, Card, EmptyState, Table, toast, useQuery } from '@ringfence/ui'
import { Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import '../../parts/dense.css'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { mayCall, roleNames } from '../../roles.ts'
import { person } from '../../session.ts'
import { InviteSheet } from './invite-sheet.tsx'
import { StaffPanel } from './staff-panel.tsx'
import { StaffStatus, storeName } from './words.tsx'

const columns = [
  { id: 'name', label: 'Name', render: (member: StaffMember) => member.name },
  { id: 'role', label: 'Role', render: (member: StaffMember) => roleNames[member.role] },
  { id: 'store', label: 'Store', render: (member: StaffMember) => storeName(member.storeId) },
  { id: 'status', label: 'Status', render: (member: StaffMember) => <StaffStatus member={member} /> },
]

/** Who works here, and what they may do. */
export function StaffPage() {
  const query = useQuery('staff', signal => api.listStaff({ signal }))
  const [openId, setOpen] = useState<string>()
  const [isInviting, setInviting] = useState(false)
  const open = query.data?.data.find(({ id }) => id === openId)
  return (
    <Page
      title="Staff"
      filters={
        mayCall(person.value!.role, 'createStaff') && (
          <Button
            variant="primary"
            size="dense"
            icon={<Plus size={17} aria-hidden="true" />}
            onClick={() => setInviting(true)}
          >
            Invite someone
          </Button>
        )
      }
    >
      <Card variant="flat" class="dense">
        <Loaded query={query}>
          {({ data }) => (
            <Table
              caption="Staff"
              columns={columns}
              rows={data}
              rowKey={member => member.id}
              onOpen={member => setOpen(member.id)}
              empty={<EmptyState title="Nobody yet">Invite the people who work here.</EmptyState>}
            />
          )}
        </Loaded>
      </Card>
      {open && <StaffPanel key={open.id} member={open} onClose={() => setOpen(undefined)} onDone={query.reload} />}
      {isInviting && (
        <InviteSheet
          onClose={() => setInviting(false)}
          onDone={({ staff, approval }) => {
            setInviting(false)
            toast(approval ? 'Asked: it waits under Approvals' : `${staff.name} is invited`)
            query.reload()
          }}
        />
      )}
    </Page>
  )
}
