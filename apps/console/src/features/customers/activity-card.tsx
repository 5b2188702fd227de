import type { ActivityEntry } from '@ringfence/contract'
import { Amount, Card, EmptyState, Table, usePages } from '@ringfence/ui'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Paged } from '../../parts/paged.tsx'
import { maySee } from '../../roles.ts'
import { person } from '../../session.ts'
import { useOpenPayment } from '../payments/open-payment.ts'

const kinds = {
  payment: 'Payment',
  load: 'Load',
  refund: 'Refund',
  tip: 'Tip',
  void: 'Void',
  hold: 'Hold',
  release: 'Hold released',
  move: 'Moved',
  expiry: 'Expired',
  recovery: 'Debt',
  adjustment: 'Adjustment',
} as const

/** A customer's history; payments and their refunds lead to the receipt. */
export function ActivityCard({ customerId }: { customerId: string }) {
  const open = useOpenPayment()
  const maySeePayments = maySee(person.value!.role, 'payments')
  const pages = usePages(`activity ${customerId}`, (cursor, signal) =>
    api.listCustomerActivity({
      params: { id: customerId },
      query: { limit: 30, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  )
  useLive(pages.refresh)

  const title = (entry: ActivityEntry) => {
    const { paymentId } = entry
    if (paymentId === null || !maySeePayments) return entry.title
    return (
      <button type="button" class="text-link" onClick={() => open(paymentId)}>
        {entry.title}
      </button>
    )
  }
  const columns = [
    { id: 'at', label: 'Time', render: (entry: ActivityEntry) => formatMoment(entry.at, entry.timeZone ?? undefined) },
    { id: 'kind', label: 'Kind', render: (entry: ActivityEntry) => kinds[entry.type] },
    { id: 'store', label: 'Store', render: (entry: ActivityEntry) => entry.storeName ?? '–' },
    { id: 'title', label: 'What', render: title },
    {
      id: 'amount',
      label: 'Amount',
      align: 'end' as const,
      render: (entry: ActivityEntry) => <Amount value={entry} sign="always" tone="signed" />,
    },
  ]
  return (
    <Card variant="flat" title="Activity" class="customer__activity">
      <Paged pages={pages}>
        <Table
          caption="Activity, newest first"
          columns={columns}
          rows={pages.rows}
          rowKey={entry => entry.id}
          empty={<EmptyState title="Nothing yet">Loads and payments appear here.</EmptyState>}
        />
      </Paged>
    </Card>
  )
}
