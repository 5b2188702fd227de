import type { TrialBalance } from '@ringfence/contract'
import { formatCount, formatDate, formatMoney, formatTime, Skeleton, useQuery } from '@ringfence/ui'
import { CircleAlert, CircleCheck } from 'lucide-preact'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { csvAmount } from '../../data/csv-amount.ts'
import { deviceZone } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { AtFilter, useMoment } from './at-filter.tsx'
import { accountKinds } from './kinds.ts'

type Row = TrialBalance['rows'][number]

/** Debit and credit of every account, now or at a time; all of it leads to what it is made of. */
export function TrialBalancePage() {
  const at = useMoment()
  const query = useQuery(`trial balance ${at}`, signal =>
    api.getTrialBalance({ query: at === undefined ? {} : { at }, signal }),
  )
  const { data: balance, failure, loading, reload } = query
  useLive(() => {
    if (at === undefined) reload()
  })
  return (
    <>
      <AtFilter />
      {!balance && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!balance && !failure && <Skeleton lines={8} />}
      {balance && failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
      {balance?.totals.map(total => (
        <CurrencyTable key={total.currency} balance={balance} currency={total.currency} at={at} />
      ))}
      {balance?.totals.length === 0 && <p class="dim">No account yet: nothing has been booked.</p>}
    </>
  )
}

interface CurrencyTableProps {
  balance: TrialBalance
  currency: string
  at: string | undefined
}

function CurrencyTable({ balance, currency, at }: CurrencyTableProps) {
  const rows = balance.rows.filter(row => row.currency === currency)
  const total = balance.totals.find(row => row.currency === currency)!
  const isEven = total.difference === 0
  const money = (amount: number) => formatMoney({ amount, currency })
  const moment = `${formatDate(balance.at)} ${formatTime(balance.at)} ${deviceZone().replaceAll('_', ' ')}`
  return (
    <div class="trial-balance">
      <FigureCard
        title={`Trial balance, ${currency}`}
        note={moment}
        columns={columnsFor(currency, at)}
        rows={rows}
        rowKey={row => row.accountId ?? row.kind}
        file={`trial-balance-${currency}-${balance.at.slice(0, 19).replaceAll(':', '')}`}
        foot={['Total', '', '', money(total.debit), money(total.credit)]}
      />
      <p class={`trial-balance__difference num ${isEven ? '' : 'trial-balance__difference--bad'}`}>
        {isEven ? <CircleCheck size={20} aria-hidden="true" /> : <CircleAlert size={20} aria-hidden="true" />}
        {isEven ? 'Debit equals credit' : 'Debit does not equal credit'}
        <span class="trial-balance__figure">Difference {money(total.difference)}</span>
      </p>
    </div>
  )
}

function columnsFor(currency: string, at: string | undefined): FigureColumn<Row>[] {
  const amount = (id: 'debit' | 'credit', label: string): FigureColumn<Row> => ({
    id,
    label,
    unit: currency,
    align: 'end',
    render: row => (row[id] === 0 ? '–' : formatMoney({ amount: row[id], currency })),
    value: row => csvAmount(row[id], currency),
  })
  return [
    { id: 'name', label: 'Account', render: row => <RowLink row={row} at={at} />, value: row => row.name },
    { id: 'kind', label: 'Kind', render: row => accountKinds[row.kind], value: row => accountKinds[row.kind] },
    {
      id: 'accounts',
      label: 'Accounts',
      align: 'end',
      render: row => formatCount(row.accounts),
      value: row => row.accounts,
    },
    amount('debit', 'Debit'),
    amount('credit', 'Credit'),
  ]
}

/** One account leads to its transfers; all customers' accounts together lead to the customers. */
function RowLink({ row, at }: { row: Row; at: string | undefined }) {
  if (row.accountId === null) return <Link href="/customers">{row.name}</Link>
  const moment = at === undefined ? '' : `?at=${at}`
  return <Link href={`/ledger/accounts/${row.accountId}${moment}`}>{row.name}</Link>
}
