import type { Dispute } from '@ringfence/contract'
import { Badge, Card, EmptyState, formatMoney, Table, usePages } from '@ringfence/ui'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Code } from '../../parts/code.tsx'
import { Paged } from '../../parts/paged.tsx'

interface DisputesCardProps {
  customerId?: string
  status?: Dispute['status']
  title?: string
}

const states = {
  open: { word: 'Open', tone: 'warn' },
  won: { word: 'Won', tone: 'good' },
  lost: { word: 'Lost', tone: 'bad' },
} as const

const money = (pick: (row: Dispute) => number) => (row: Dispute) =>
  pick(row) === 0 ? '–' : formatMoney({ amount: pick(row), currency: row.currency })

const columns = [
  { id: 'at', label: 'Opened', render: (row: Dispute) => formatMoment(row.openedAt) },
  {
    id: 'status',
    label: 'State',
    render: ({ status, closedAt }: Dispute) => (
      <>
        <Badge tone={states[status].tone}>{states[status].word}</Badge>{' '}
        {closedAt && <span class="faint">{formatMoment(closedAt)}</span>}
      </>
    ),
  },
  { id: 'reason', label: 'The bank says', render: ({ reason }: Dispute) => reason.replaceAll('_', ' ') },
  { id: 'load', label: 'Load', render: (row: Dispute) => <Code text={row.loadId} label="load id" /> },
  { id: 'amount', label: 'Amount', align: 'end' as const, render: money(row => row.amount) },
  { id: 'back', label: 'Taken back', align: 'end' as const, render: money(row => row.takenBack) },
  { id: 'debt', label: 'Owed by the customer', align: 'end' as const, render: money(row => row.debt) },
]

export function DisputesCard({ customerId, status, title }: DisputesCardProps) {
  const pages = usePages(`disputes ${customerId} ${status}`, (cursor, signal) =>
    api.listDisputes({
      query: {
        limit: 50,
        ...(customerId === undefined ? {} : { customerId }),
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  )
  useLive(pages.refresh)
  // On a customer's page, no dispute is no news.
  if (customerId !== undefined && pages.ready && pages.rows.length === 0) return null
  return (
    <Card variant="flat" title={title}>
      <Paged pages={pages}>
        <Table
          caption="Disputed loads, newest first"
          columns={columns}
          rows={pages.rows}
          rowKey={row => row.id}
          empty={
            <EmptyState title="No disputes">
              When a bank takes a load back, it is listed here with what the customer owes.
            </EmptyState>
          }
        />
      </Paged>
    </Card>
  )
}
