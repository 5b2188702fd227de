import type { Payout } from '@ringfence/contract'
import {
  Badge,
  Card,
  EmptyState,
  formatCount,
  formatDate,
  formatMoney,
  Segmented,
  Table,
  usePages,
} from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { api } from '../../api.ts'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'

const columns = [
  { id: 'arrives', label: 'Arrives', render: (row: Payout) => formatDate(row.arrivesAt) },
  { id: 'provider', label: 'Provider', render: (row: Payout) => row.provider },
  { id: 'reference', label: 'Reference', render: (row: Payout) => row.reference },
  { id: 'items', label: 'Items', align: 'end' as const, render: (row: Payout) => formatCount(row.items) },
  {
    id: 'fees',
    label: 'Fees',
    align: 'end' as const,
    render: ({ fees, currency }: Payout) => formatMoney({ amount: fees, currency }),
  },
  { id: 'amount', label: 'Amount', align: 'end' as const, render: (row: Payout) => formatMoney(row) },
  { id: 'match', label: 'Against our books', render: (row: Payout) => <PayoutMatch payout={row} /> },
]

export function PayoutMatch({ payout: { unmatched, postedAt } }: { payout: Payout }) {
  if (unmatched > 0) return <Badge tone="bad">{formatCount(unmatched)} unmatched</Badge>
  return postedAt ? <Badge tone="good">All matched, booked</Badge> : <Badge tone="brand">All matched</Badge>
}

/** What the payment provider paid out, and whether every item of it is in our books. */
export function PayoutsPage() {
  const [, navigate] = useLocation()
  const [shown, show] = useState<'all' | 'unmatched'>('all')
  const pages = usePages(`payouts ${shown}`, (cursor, signal) =>
    api.listPayouts({
      query: {
        limit: 50,
        ...(shown === 'unmatched' ? { unmatched: 'only' as const } : {}),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  )
  return (
    <Page
      title="Payouts"
      filters={
        <Segmented
          label="Which payouts"
          size="dense"
          items={[
            { id: 'all' as const, label: 'All' },
            { id: 'unmatched' as const, label: 'Unmatched' },
          ]}
          value={shown}
          onChange={show}
        />
      }
    >
      <Card variant="flat">
        <Paged pages={pages}>
          <Table
            caption="Payouts, newest first"
            columns={columns}
            rows={pages.rows}
            rowKey={row => row.id}
            onOpen={row => navigate(`/payouts/${row.id}`)}
            empty={
              shown === 'unmatched' ? (
                <EmptyState title="Every item is in the books" />
              ) : (
                <EmptyState title="No payouts yet">The provider tells of the first one by itself.</EmptyState>
              )
            }
          />
        </Paged>
      </Card>
    </Page>
  )
}
