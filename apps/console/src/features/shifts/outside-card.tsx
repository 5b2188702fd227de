import type { OutsideTakings } from '@ringfence/contract'
import { Card, formatMoney, Table, useQuery } from '@ringfence/ui'
import { api } from '../../api.ts'

type Row = OutsideTakings['data'][number]

const money = (pick: (row: Row) => number) => (row: Row) => formatMoney({ amount: pick(row), currency: row.currency })

const columns = [
  { id: 'till', label: 'Till', render: (row: Row) => `${row.storeName} · ${row.terminalName}` },
  { id: 'payments', label: 'Payments', align: 'end' as const, render: money(row => row.takings.payments.amount) },
  { id: 'loads', label: 'Loads', align: 'end' as const, render: money(row => row.takings.loads.amount) },
  { id: 'gifts', label: 'Gift cards', align: 'end' as const, render: money(row => row.takings.giftSales.amount) },
  { id: 'cash', label: 'Cash', align: 'end' as const, render: money(row => row.takings.tenders.cash) },
]

/** What tills took in the last 24 hours while no shift was open: nobody has counted it. */
export function OutsideCard({ storeId }: { storeId: string | undefined }) {
  const query = useQuery(`outside ${storeId}`, signal =>
    api.listOutsideTakings({ query: storeId === undefined ? {} : { storeId }, signal }),
  )
  const rows = query.data?.data ?? []
  if (rows.length === 0) return null
  return (
    <Card variant="flat" title="Taken outside of shifts" aside="last 24 hours">
      <Table caption="Taken outside of shifts" columns={columns} rows={rows} rowKey={row => row.terminalId} />
    </Card>
  )
}
