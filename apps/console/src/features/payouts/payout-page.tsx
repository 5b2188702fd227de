import type { PayoutDetail } from '@ringfence/contract'
import { Badge, Banner, formatDate, formatMoney, useQuery } from '@ringfence/ui'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { csvAmount } from '../../data/csv-amount.ts'
import { formatMoment } from '../../data/moment.ts'
import { Code } from '../../parts/code.tsx'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'

type Line = PayoutDetail['lines'][number]

const types = {
  charge: 'Load',
  refund: 'Load refunded',
  dispute: 'Dispute',
  disputeReversal: 'Dispute won',
  fee: 'Fee',
  other: 'Other',
} as const

const problems = {
  unknown: 'Our books don’t know it',
  amountDiffers: 'Our books have another amount',
  notBooked: 'Not booked yet on our side',
} as const

/** A payout item by item; what does not fit our books stands first. */
export function PayoutPage({ id }: { id: string }) {
  const query = useQuery(`payout ${id}`, signal => api.getPayout({ params: { id }, signal }))
  return (
    <Page
      title={query.data ? `Payout of ${formatDate(query.data.arrivesAt)}` : 'Payout'}
      crumb={<Link href="/payouts">Payouts</Link>}
    >
      <Loaded query={query}>{payout => <PayoutOf payout={payout} />}</Loaded>
    </Page>
  )
}

function PayoutOf({ payout }: { payout: PayoutDetail }) {
  const { currency, amount, fees, unmatched, lines, reference, provider, postedAt } = payout
  const money = (minor: number) => formatMoney({ amount: minor, currency })
  return (
    <>
      {unmatched > 0 && (
        <Banner
          tone="warn"
          title={unmatched === 1 ? '1 item does not fit our books' : `${unmatched} items do not fit our books`}
        >
          They stand first in the table, each with its reason. Look them up at the provider by their reference.
        </Banner>
      )}
      <FigureCard
        title={`${money(amount)} from ${provider}`}
        note={`${reference} · fees ${money(fees)} · ${postedAt ? `booked ${formatMoment(postedAt)}` : 'not booked yet'}`}
        columns={columnsFor(currency)}
        rows={[...lines].sort((a, b) => Number(a.matched) - Number(b.matched))}
        rowKey={row => `${row.type} ${row.reference}`}
        empty="No items."
        file={`payout-${reference}`}
        foot={['', '', '', '', money(sum(lines, 'gross')), money(sum(lines, 'fee')), money(sum(lines, 'net'))]}
      />
    </>
  )
}

const sum = (lines: readonly Line[], part: 'gross' | 'fee' | 'net') =>
  lines.reduce((total, line) => total + line[part], 0)

function columnsFor(currency: string): FigureColumn<Line>[] {
  const figure = (id: 'gross' | 'fee' | 'net', label: string): FigureColumn<Line> => ({
    id,
    label,
    unit: currency,
    align: 'end',
    render: line => formatMoney({ amount: line[id], currency }),
    value: line => csvAmount(line[id], currency),
  })
  return [
    { id: 'at', label: 'Time', render: line => formatMoment(line.at), value: line => line.at },
    { id: 'type', label: 'What', render: line => types[line.type], value: line => types[line.type] },
    {
      id: 'reference',
      label: 'Reference',
      render: line => <Code text={line.reference} label="reference" />,
      value: line => line.reference,
    },
    {
      id: 'match',
      label: 'Against our books',
      render: line =>
        line.matched ? (
          <Badge tone="good">Matched</Badge>
        ) : (
          <Badge tone="bad">{line.problem ? problems[line.problem] : 'Not matched'}</Badge>
        ),
      value: line => (line.matched ? 'matched' : (line.problem ?? 'unmatched')),
    },
    figure('gross', 'Gross'),
    figure('fee', 'Fee'),
    figure('net', 'Net'),
  ]
}
