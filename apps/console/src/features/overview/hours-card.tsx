import type { Overview } from '@ringfence/contract'
import { EmptyState, formatCount, formatMoney, Skeleton } from '@ringfence/ui'
import { useEffect, useRef, useState } from 'preact/hooks'
import { csvAmount } from '../../data/csv-amount.ts'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { weekdayOf } from './change.ts'
import { type HourSeries, hourIn, hourLabel, hourSeries } from './hour-series.ts'
import './hours-card.css'
import type { HourPlot } from './plot.ts'

type Hour = Overview['hours'][number]

function columnsFor(currency: string, before: string): FigureColumn<Hour>[] {
  const money = (amount: number) => formatMoney({ amount, currency })
  const figure = (id: string, label: string, read: (hour: Hour) => number, isMoney: boolean): FigureColumn<Hour> => ({
    id,
    label,
    ...(isMoney ? { unit: currency } : {}),
    align: 'end',
    render: hour => (isMoney ? money(read(hour)) : formatCount(read(hour))),
    value: hour => (isMoney ? csvAmount(read(hour), currency) : read(hour)),
  })
  return [
    { id: 'hour', label: 'Hour', render: hour => hourLabel(hour.hour), value: hour => hourLabel(hour.hour) },
    figure('count', 'Purchases', hour => hour.count, false),
    figure('amount', 'Sales', hour => hour.amount, true),
    figure('lastCount', `Purchases ${before}`, hour => hour.lastWeekCount, false),
    figure('lastAmount', `Sales ${before}`, hour => hour.lastWeekAmount, true),
  ]
}

export function HoursCard({ overview }: { overview: Overview }) {
  const { hours, date, currency, generatedAt, timeZone } = overview
  const before = `last ${weekdayOf(date)}`
  const series = hourSeries(hours, hourIn(generatedAt, timeZone))
  return (
    <FigureCard
      title="Purchases by hour"
      class="hours-card"
      columns={columnsFor(currency, before)}
      rows={hours.filter(hour => series.hours.includes(hour.hour))}
      rowKey={hour => hourLabel(hour.hour)}
      empty="No purchases yet."
      file={`purchases-by-hour-${date}`}
      chart={
        series.hours.length === 0 ? (
          <EmptyState title="No purchases yet">The first one of the day draws this chart.</EmptyState>
        ) : (
          <HoursChart series={series} before={before} />
        )
      }
    />
  )
}

function HoursChart({ series, before }: { series: HourSeries; before: string }) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<HourPlot | undefined>(undefined)
  const latest = useRef(series)
  latest.current = series
  const [pointed, point] = useState<number>()
  const [isDrawn, setDrawn] = useState(false)
  const scheme = useColourScheme()

  useEffect(() => {
    let isGone = false
    void import('./plot.ts').then(({ drawHours }) => {
      if (isGone || !host.current) return
      plot.current = drawHours(host.current, latest.current, point)
      setDrawn(true)
    })
    return () => {
      isGone = true
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [scheme])

  const shape = JSON.stringify(series)
  useEffect(() => plot.current?.update(latest.current), [shape])

  return (
    <figure class="hours-chart">
      <figcaption class="hours-chart__legend num">
        <Legend series={series} before={before} at={pointed} />
      </figcaption>
      <div
        ref={host}
        class="hours-chart__plot"
        role="img"
        aria-label={`Purchases by hour, today and ${before}. The same figures are in the table.`}
      >
        {!isDrawn && <Skeleton height="100%" />}
      </div>
    </figure>
  )
}

function Legend({ series, before, at }: { series: HourSeries; before: string; at: number | undefined }) {
  const hour = at === undefined ? undefined : series.hours[at]
  const today = at === undefined ? undefined : series.today[at]
  const earlier = at === undefined ? undefined : series.lastWeek[at]
  return (
    <>
      {hour !== undefined && <span>{`${hourLabel(hour)}–${hourLabel(hour + 1)}`}</span>}
      <span class="hours-chart__key hours-chart__key--today">today {today != null && formatCount(today)}</span>
      <span class="hours-chart__key">
        {before} {earlier !== undefined && formatCount(earlier)}
      </span>
    </>
  )
}

/** Changes when the device goes dark or light, for what is painted and not styled. */
function useColourScheme(): 'dark' | 'light' {
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches)
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)')
    const follow = () => setDark(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return isDark ? 'dark' : 'light'
}
