import type { BulkLoad } from '@ringfence/contract'
import { Button, Card, EmptyState, formatCount, formatMoney, Table, usePages } from '@ringfence/ui'
import { Plus } from 'lucide-preact'
import { useLocation } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { usePoll } from '../../data/use-poll.ts'
import '../../parts/dense.css'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { BulkLoadStatus, bulkLoadKinds, isMoving } from './words.tsx'

const columns = [
  { id: 'name', label: 'Name', render: (load: BulkLoad) => load.name },
  { id: 'kind', label: 'Kind', render: (load: BulkLoad) => bulkLoadKinds[load.kind] },
  { id: 'at', label: 'Proposed', render: (load: BulkLoad) => formatMoment(load.createdAt) },
  { id: 'by', label: 'By', render: (load: BulkLoad) => load.createdBy.name },
  {
    id: 'lines',
    label: 'Lines',
    align: 'end' as const,
    render: ({ totals }: BulkLoad) => formatCount(totals.lines),
  },
  {
    id: 'problems',
    label: 'Problems',
    align: 'end' as const,
    render: ({ totals }: BulkLoad) => (totals.problems === 0 ? '–' : formatCount(totals.problems)),
  },
  {
    id: 'amount',
    label: 'Amount',
    align: 'end' as const,
    render: ({ totals, currency }: BulkLoad) => formatMoney({ amount: totals.readyAmount, currency }),
  },
  { id: 'status', label: 'Status', render: (load: BulkLoad) => <BulkLoadStatus status={load.status} /> },
]

/** Bulk loads, newest first; what waits for a second person says so. */
export function BulkLoadsPage() {
  const [, navigate] = useLocation()
  const pages = usePages('bulk loads', (cursor, signal) =>
    api.listBulkLoads({ query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) }, signal }),
  )
  usePoll(pages.refresh, pages.rows.some(isMoving))
  return (
    <Page
      title="Bulk loads"
      filters={
        mayCall(person.value!.role, 'createBulkLoad') && (
          <Button
            variant="primary"
            size="dense"
            icon={<Plus size={17} aria-hidden="true" />}
            onClick={() => navigate('/bulk-loads/new')}
          >
            New bulk load
          </Button>
        )
      }
    >
      <Card variant="flat" class="dense bulk-loads">
        <Paged pages={pages}>
          <Table
            caption="Bulk loads, newest first"
            columns={columns}
            rows={pages.rows}
            rowKey={load => load.id}
            onOpen={load => navigate(`/bulk-loads/${load.id}`)}
            empty={
              <EmptyState title="No bulk loads yet">
                Load many accounts from one list: what an employer pays, or what a promotion gives.
              </EmptyState>
            }
          />
        </Paged>
      </Card>
    </Page>
  )
}
