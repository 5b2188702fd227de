import type { ShiftSummary } from '@ringfence/contract'
import { Amount, Badge, Card, EmptyState, formatMoney, Segmented, Table, usePages } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { StoreFilter, useStoreChoice } from '../../parts/store-filter.tsx'
import { OutsideCard } from './outside-card.tsx'

const columns = [
  { id: 'opened', label: 'Opened', render: (row: ShiftSummary) => formatMoment(row.openedAt, row.timeZone) },
  { id: 'till', label: 'Till', render: (row: ShiftSummary) => `${row.storeName} · ${row.terminalName}` },
  { id: 'by', label: 'By', render: (row: ShiftSummary) => row.openedBy },
  {
    id: 'closed',
    label: 'Closed',
    render: ({ closedAt, closedBy, timeZone }: ShiftSummary) =>
      closedAt ? `${formatMoment(closedAt, timeZone)}, ${closedBy}` : <Badge tone="good">Open</Badge>,
  },
  {
    id: 'float',
    label: 'Float',
    align: 'end' as const,
    render: ({ float, currency }: ShiftSummary) => formatMoney({ amount: float, currency }),
  },
  {
    id: 'counted',
    label: 'Counted',
    align: 'end' as const,
    render: ({ counted, currency }: ShiftSummary) =>
      counted === null ? '–' : formatMoney({ amount: counted, currency }),
  },
  { id: 'over', label: 'Over / short', align: 'end' as const, render: (row: ShiftSummary) => <OverShort row={row} /> },
]

function OverShort({ row: { overShort, currency } }: { row: ShiftSummary }) {
  if (overShort === null) return <>–</>
  if (overShort === 0) return <span class="faint">exact</span>
  return <Amount value={{ amount: overShort, currency }} sign="always" tone="signed" />
}

/** Shifts of the tills, newest first. */
export function ShiftsPage() {
  const storeId = useStoreChoice()
  const [, navigate] = useLocation()
  const [shown, show] = useState<'all' | 'open' | 'closed'>('all')
  const pages = usePages(`shifts ${storeId} ${shown}`, (cursor, signal) =>
    api.listShifts({
      query: {
        limit: 50,
        ...(storeId === undefined ? {} : { storeId }),
        ...(shown === 'all' ? {} : { status: shown }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  )
  useLive(pages.refresh)
  return (
    <Page
      title="Shifts"
      filters={
        <>
          <StoreFilter />
          <Segmented
            label="Which shifts"
            size="dense"
            items={[
              { id: 'all' as const, label: 'All' },
              { id: 'open' as const, label: 'Open' },
              { id: 'closed' as const, label: 'Closed' },
            ]}
            value={shown}
            onChange={show}
          />
        </>
      }
    >
      <Card variant="flat">
        <Paged pages={pages}>
          <Table
            caption="Shifts, newest first"
            columns={columns}
            rows={pages.rows}
            rowKey={row => row.id}
            onOpen={row => navigate(`/shifts/${row.id}`)}
            empty={<EmptyState title="No shifts yet">They appear here when a till opens one.</EmptyState>}
          />
        </Paged>
      </Card>
      <OutsideCard storeId={storeId} />
    </Page>
  )
}
