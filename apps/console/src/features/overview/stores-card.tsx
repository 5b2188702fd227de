import type { Overview } from '@ringfence/contract'
import { formatCount, formatMoney } from '@ringfence/ui'
import { useLocation } from 'wouter-preact'
import { csvAmount } from '../../data/csv-amount.ts'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { maySee } from '../../roles.ts'
import { person } from '../../session.ts'
import { averageOf } from './change.ts'

type StoreRow = Overview['stores'][number]

function columnsFor(currency: string): FigureColumn<StoreRow>[] {
  const figure = (id: string, label: string, read: (row: StoreRow) => number | null): FigureColumn<StoreRow> => ({
    id,
    label,
    unit: currency,
    align: 'end',
    render: row => {
      const amount = read(row)
      return amount === null ? '–' : formatMoney({ amount, currency })
    },
    value: row => {
      const amount = read(row)
      return amount === null ? null : csvAmount(amount, currency)
    },
  })
  return [
    { id: 'store', label: 'Store', render: row => row.name, value: row => row.name },
    figure('sales', 'Sales', row => row.amount),
    {
      id: 'payments',
      label: 'Payments',
      align: 'end',
      render: row => formatCount(row.count),
      value: row => row.count,
    },
    figure('average', 'Average', row => averageOf(row.amount, row.count)),
    figure('refunded', 'Refunded', row => row.refunded),
  ]
}

/** The day store by store; each row leads to the store's payments. */
export function StoresCard({ overview }: { overview: Overview }) {
  const [, navigate] = useLocation()
  return (
    <FigureCard
      title="Stores"
      class="stores-card"
      note="today"
      columns={columnsFor(overview.currency)}
      rows={overview.stores}
      rowKey={row => row.storeId}
      {...(maySee(person.value!.role, 'payments')
        ? { onOpen: (row: StoreRow) => navigate(`/payments?store=${row.storeId}`) }
        : {})}
      empty="No store has sold anything yet today."
      file={`stores-${overview.date}`}
    />
  )
}
