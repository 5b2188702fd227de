import type { ApiUse } from '@ringfence/contract'
import { Badge, Banner, EmptyState, formatCount, Segmented, Skeleton, Stat, useQuery } from '@ringfence/ui'
import { useEffect, useRef, useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { Failure, StaleNote } from '../../parts/failure.tsx'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { Page } from '../../parts/page.tsx'
import './api-use.css'
import { fromOf, type SpanId, shareWords, spans } from './span.ts'

type Row = ApiUse['rows'][number]
const ms = (figure: number) => `${formatCount(figure)} ms`

const rowColumns: FigureColumn<Row>[] = [
  { id: 'route', label: 'Route', render: row => <Route row={row} />, value: row => `${row.method} ${row.path}` },
  { id: 'client', label: 'Client', render: row => clientWords(row.client), value: row => row.client },
  { id: 'version', label: 'Version', render: row => <Version row={row} />, value: row => row.version },
  { id: 'calls', label: 'Calls', align: 'end', render: row => formatCount(row.calls), value: row => row.calls },
  {
    id: 'refused',
    label: 'Refused',
    align: 'end',
    render: row => shareWords(row.refused, row.calls),
    value: row => row.refused,
  },
  {
    id: 'failed',
    label: 'Failed',
    align: 'end',
    render: row => shareWords(row.failed, row.calls),
    value: row => row.failed,
  },
  { id: 'p50', label: 'p50', unit: 'ms', align: 'end', render: row => ms(row.p50Ms), value: row => row.p50Ms },
  { id: 'p95', label: 'p95', unit: 'ms', align: 'end', render: row => ms(row.p95Ms), value: row => row.p95Ms },
  { id: 'p99', label: 'p99', unit: 'ms', align: 'end', render: row => ms(row.p99Ms), value: row => row.p99Ms },
  { id: 'last', label: 'Last hour', render: row => formatMoment(row.lastHour), value: row => row.lastHour },
]

const hourColumns: FigureColumn<ApiUse['hours'][number]>[] = [
  { id: 'hour', label: 'Hour', render: hour => formatMoment(hour.hour), value: hour => hour.hour },
  { id: 'calls', label: 'Calls', align: 'end', render: hour => formatCount(hour.calls), value: hour => hour.calls },
  {
    id: 'refused',
    label: 'Refused',
    align: 'end',
    render: hour => formatCount(hour.refused),
    value: hour => hour.refused,
  },
  { id: 'failed', label: 'Failed', align: 'end', render: hour => formatCount(hour.failed), value: hour => hour.failed },
  { id: 'p95', label: 'p95', unit: 'ms', align: 'end', render: hour => ms(hour.p95Ms ?? 0), value: hour => hour.p95Ms },
]

function clientWords(client: string): string {
  return client === 'none' ? 'Nobody signed in' : client
}

function Route({ row: { method, path, operation } }: { row: Row }) {
  return (
    <span title={operation}>
      <span class="api-use__method">{method}</span> <code>{path}</code>
    </span>
  )
}

function Version({ row: { version, lifecycle } }: { row: Row }) {
  if (lifecycle === 'active') return version
  return (
    <>
      {version} <Badge tone={lifecycle === 'retired' ? 'bad' : 'warn'}>{lifecycle}</Badge>
    </>
  )
}

/** Who calls what, how well it answers, and who still calls what is to go. */
export function ApiUsePage() {
  const [span, setSpan] = useState<SpanId>('24h')
  const [client, setClient] = useState('')
  const { data, failure, loading, reload } = useQuery(`api use ${span} ${client}`, signal =>
    api.getApiUse({ query: { from: fromOf(span, Date.now()), ...(client === '' ? {} : { client }) }, signal }),
  )
  return (
    <Page title="API use" filters={<Filters {...{ span, setSpan, client, setClient }} clients={data?.clients ?? []} />}>
      {!data && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!data && !failure && <Skeleton height="320px" radius="var(--r-m)" />}
      {data && (
        <>
          {failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
          <Figures use={data} />
        </>
      )}
    </Page>
  )
}

interface FiltersProps {
  span: SpanId
  setSpan: (span: SpanId) => void
  client: string
  setClient: (client: string) => void
  clients: readonly string[]
}

function Filters({ span, setSpan, client, setClient, clients }: FiltersProps) {
  const shown = client === '' || clients.includes(client) ? clients : [client, ...clients]
  return (
    <div class="api-use__filters">
      <Segmented
        label="Span"
        size="dense"
        items={spans.map(({ id, label }) => ({ id, label }))}
        value={span}
        onChange={setSpan}
      />
      <select
        aria-label="Client"
        class="api-use__client"
        value={client}
        onChange={event => setClient(event.currentTarget.value)}
      >
        <option value="">All clients</option>
        {shown.map(one => (
          <option key={one} value={one}>
            {clientWords(one)}
          </option>
        ))}
      </select>
    </div>
  )
}

function Figures({ use }: { use: ApiUse }) {
  const { totals, rows, hours, from } = use
  const leaving = rows.filter(row => row.lifecycle !== 'active')
  const file = `api-use-${from.slice(0, 10)}`
  return (
    <>
      {leaving.length > 0 && (
        <Banner tone="warn" title="Routes that are to go are still called">
          {[...new Set(leaving.map(row => clientWords(row.client)))].join(', ')}: see the rows marked below.
        </Banner>
      )}
      <section class="api-use__stats" aria-label="Figures of the span">
        <Stat label="Calls" value={formatCount(totals.calls)} />
        <Stat label="Refused" value={shareWords(totals.refused, totals.calls)} note={formatCount(totals.refused)} />
        <Stat label="Failed" value={shareWords(totals.failed, totals.calls)} note={formatCount(totals.failed)} />
        <Stat label="Half answered within" value={ms(totals.p50Ms)} note={`99% within ${ms(totals.p99Ms)}`} />
      </section>
      <FigureCard
        title="Calls by hour"
        columns={hourColumns}
        rows={hours}
        rowKey={hour => hour.hour}
        empty="No calls."
        file={`${file}-hours`}
        chart={
          hours.length === 0 ? (
            <EmptyState title="No calls">Nobody called in this time.</EmptyState>
          ) : (
            <CallsChart use={use} />
          )
        }
      />
      <FigureCard
        title="By route and client"
        columns={rowColumns}
        rows={rows}
        rowKey={row => `${row.client} ${row.operation} ${row.version}`}
        empty="No calls."
        file={file}
      />
    </>
  )
}

function CallsChart({ use }: { use: ApiUse }) {
  const host = useRef<HTMLDivElement>(null)
  const shape = JSON.stringify([use.from, use.to, use.hours])
  useEffect(() => {
    let isGone = false
    let destroy = () => {}
    void import('./plot.ts').then(({ drawCalls }) => {
      if (!isGone && host.current) destroy = drawCalls(host.current, use)
    })
    return () => {
      isGone = true
      destroy()
    }
  }, [shape])
  return (
    <figure>
      <figcaption class="api-use__legend">
        <span class="api-use__key">calls</span>
        <span class="api-use__key api-use__key--errors">refused or failed</span>
      </figcaption>
      <div ref={host} class="api-use__plot" role="img" aria-label="Calls by hour. The same figures are in the table." />
    </figure>
  )
}
