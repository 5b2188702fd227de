import type { FeesSaved } from '@ringfence/contract'
import { EmptyState, formatCount, formatMoney, Skeleton, Stat, useQuery } from '@ringfence/ui'
import { api } from '../../api.ts'
import { csvAmount } from '../../data/csv-amount.ts'
import '../../parts/dense.css'
import { Failure } from '../../parts/failure.tsx'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { Page } from '../../parts/page.tsx'
import './fees-saved.css'
import { barsOf, type FeesMonth, monthName } from './months.ts'

/** What stored value saves: a purchase by card costs a fee each time, a load costs one for many purchases. */
export function FeesSavedPage() {
  const query = useQuery('fees saved', signal => api.getFeesSaved({ query: { months: 12 }, signal }))
  const { data: fees, failure, loading, reload } = query
  return (
    <Page title="Fees saved">
      {!fees && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!fees && !failure && <Skeleton lines={8} />}
      {fees && <Fees fees={fees} />}
    </Page>
  )
}

function Fees({ fees }: { fees: FeesSaved }) {
  const { months, currency, assumption } = fees
  const money = (amount: number) => formatMoney({ amount, currency }, { fraction: 'whole' })
  const sum = (read: (month: FeesMonth) => number) => months.reduce((total, month) => total + read(month), 0)
  const purchases = sum(month => month.purchases.count)
  const loads = sum(month => month.cardLoads.count)
  return (
    <>
      <section class="figures" aria-label="Figures of these months">
        <Stat label="Saved" value={money(sum(month => month.saved))} note={`in ${months.length} months`} />
        <Stat
          label="Had each purchase gone by card"
          value={money(sum(month => month.purchasesByCardCost))}
          note={`${formatCount(purchases)} purchases`}
        />
        <Stat
          label="The loads cost"
          value={money(sum(month => month.cardLoadsCost))}
          note={`${formatCount(loads)} loads by card`}
        />
      </section>
      <FigureCard
        title="Card fees saved, month by month"
        class="dense"
        note={assumption}
        columns={columnsFor(currency)}
        rows={months}
        rowKey={month => month.month}
        empty="No month yet."
        file="fees-saved"
        chart={
          purchases === 0 ? (
            <EmptyState title="Nothing saved yet">The first purchase with stored value draws this chart.</EmptyState>
          ) : (
            <Bars fees={fees} />
          )
        }
      />
    </>
  )
}

function Bars({ fees: { months, currency } }: { fees: FeesSaved }) {
  const money = (amount: number) => formatMoney({ amount, currency }, { fraction: 'whole' })
  return (
    <figure class="bars" role="img" aria-label="Card fees saved by month. The same figures are in the table.">
      {barsOf(months).map(({ month, saved, share }) => (
        <div key={month} class="bars__month" title={`${monthName(month)}: ${money(saved)}`}>
          <div class="bars__space">
            <span class={`bars__figure num ${saved < 0 ? 'bars__figure--bad' : ''}`}>{money(saved)}</span>
            <span class="bars__bar" style={{ height: `${share * 82}%` }} />
          </div>
          <span class="bars__name">{monthName(month, 'without')}</span>
        </div>
      ))}
    </figure>
  )
}

function columnsFor(currency: string): FigureColumn<FeesMonth>[] {
  const figure = (
    id: string,
    label: string,
    read: (month: FeesMonth) => number,
    isMoney = true,
  ): FigureColumn<FeesMonth> => ({
    id,
    label,
    ...(isMoney ? { unit: currency } : {}),
    align: 'end',
    render: month => (isMoney ? formatMoney({ amount: read(month), currency }) : formatCount(read(month))),
    value: month => (isMoney ? csvAmount(read(month), currency) : read(month)),
  })
  return [
    { id: 'month', label: 'Month', render: ({ month }) => monthName(month), value: ({ month }) => month },
    figure('purchases', 'Purchases', month => month.purchases.count, false),
    figure('byCard', 'Cost by card', month => month.purchasesByCardCost),
    figure('loads', 'Loads by card', month => month.cardLoads.count, false),
    figure('known', 'Fee known', month => month.feesKnown, false),
    figure('cost', 'Loads cost', month => month.cardLoadsCost),
    figure('saved', 'Saved', month => month.saved),
  ]
}
