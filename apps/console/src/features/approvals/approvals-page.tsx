import type { Approval } from '@ringfence/contract'
import { Card, EmptyState, formatCount, Segmented, Table, usePages, useQuery } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import '../../parts/dense.css'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { maySee } from '../../roles.ts'
import { person } from '../../session.ts'
import { ApprovalPanel } from './approval-panel.tsx'
import { ApprovalStatus, amountOf, kindWords } from './words.tsx'

const columns = [
  { id: 'kind', label: 'What', render: (row: Approval) => kindWords[row.kind] },
  { id: 'amount', label: 'Amount', align: 'end' as const, render: amountOf },
  { id: 'reason', label: 'Reason', render: (row: Approval) => row.reason },
  { id: 'by', label: 'Asked by', render: (row: Approval) => (row.mine ? 'You' : row.requestedBy.name) },
  { id: 'at', label: 'Asked', render: (row: Approval) => formatMoment(row.requestedAt) },
  { id: 'status', label: 'Status', render: (row: Approval) => <ApprovalStatus status={row.status} /> },
]

type Shown = 'waiting' | 'all'

/** What takes two people: what this person asked for, and what they may decide. */
export function ApprovalsPage() {
  const [shown, show] = useState<Shown>('waiting')
  return (
    <Page
      title="Approvals"
      filters={
        <Segmented
          label="Which"
          size="dense"
          items={[
            { id: 'waiting' as const, label: 'Waiting' },
            { id: 'all' as const, label: 'All' },
          ]}
          value={shown}
          onChange={show}
        />
      }
    >
      {maySee(person.value!.role, 'bulkLoads') && <WaitingBulkLoads />}
      <Approvals key={shown} shown={shown} />
    </Page>
  )
}

function Approvals({ shown }: { shown: Shown }) {
  const [openId, setOpen] = useState<string>()
  const pages = usePages(`approvals ${shown}`, (cursor, signal) =>
    api.listApprovals({
      query: {
        limit: 50,
        ...(shown === 'waiting' ? { status: 'waiting' as const } : {}),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  )
  useLive(pages.refresh)
  const open = pages.rows.find(({ id }) => id === openId)
  return (
    <Card variant="flat" class="dense">
      <Paged pages={pages}>
        <Table
          caption="Approvals, newest first"
          columns={columns}
          rows={pages.rows}
          rowKey={row => row.id}
          onOpen={row => setOpen(row.id)}
          empty={
            <EmptyState title={shown === 'waiting' ? 'Nothing waits' : 'Nothing yet'}>
              Large refunds, corrected balances, new administrators and card numbers wait here for a second person.
            </EmptyState>
          }
        />
      </Paged>
      {open && (
        <ApprovalPanel
          approval={open}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined)
            pages.refresh()
          }}
        />
      )}
    </Card>
  )
}

/** Bulk loads have a preview and an approval of their own. */
function WaitingBulkLoads() {
  const { data } = useQuery('waiting bulk loads', signal => api.listBulkLoads({ query: { limit: 200 }, signal }))
  const waiting = (data?.data ?? []).filter(({ status }) => status === 'preview')
  if (waiting.length === 0) return null
  return (
    <p>
      <Link href="/bulk-loads">
        {waiting.length === 1 ? 'One bulk load waits' : `${formatCount(waiting.length)} bulk loads wait`} for a second
        person
      </Link>
    </p>
  )
}
