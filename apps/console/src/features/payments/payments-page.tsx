import type { PaymentSummary } from '@ringfence/contract'
import { Card, EmptyState, formatMoney, Table, usePages } from '@ringfence/ui'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { zoneOf } from '../../data/stores.ts'
import { useLive } from '../../live.ts'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { StoreFilter, useStoreChoice } from '../../parts/store-filter.tsx'
import { useOpenPayment } from './open-payment.ts'
import { PaymentStatus } from './payment-status.tsx'
import './payments-page.css'

const columns = [
  { id: 'at', label: 'Time', render: (row: PaymentSummary) => formatMoment(row.at, zoneOf(row.storeId)) },
  { id: 'store', label: 'Store', render: (row: PaymentSummary) => row.storeName },
  { id: 'till', label: 'Till', render: (row: PaymentSummary) => row.terminalName ?? '–' },
  { id: 'customer', label: 'Customer', render: (row: PaymentSummary) => row.customerName ?? '–' },
  { id: 'title', label: 'Items', render: (row: PaymentSummary) => row.title },
  { id: 'amount', label: 'Amount', align: 'end' as const, render: (row: PaymentSummary) => formatMoney(row) },
  {
    id: 'refunded',
    label: 'Refunded',
    align: 'end' as const,
    render: ({ refunded, currency }: PaymentSummary) =>
      refunded === 0 ? '–' : formatMoney({ amount: refunded, currency }),
  },
  { id: 'status', label: 'Status', render: (row: PaymentSummary) => <PaymentStatus status={row.status} /> },
]

export function PaymentsPage() {
  const storeId = useStoreChoice()
  const open = useOpenPayment()
  const pages = usePages(`payments ${storeId}`, (cursor, signal) =>
    api.listPayments({
      query: { limit: 50, ...(storeId === undefined ? {} : { storeId }), ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  )
  useLive(pages.refresh)
  return (
    <Page title="Payments" filters={<StoreFilter />}>
      <Card variant="flat" class="payments">
        <Paged pages={pages}>
          <Table
            caption="Payments, newest first"
            columns={columns}
            rows={pages.rows}
            rowKey={row => row.id}
            onOpen={row => open(row.id)}
            empty={<EmptyState title="No payments yet">They appear here as soon as a till takes one.</EmptyState>}
          />
        </Paged>
      </Card>
    </Page>
  )
}
