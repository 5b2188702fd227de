import type { Overview } from '@ringfence/contract'
import { EmptyState, formatCount } from '@ringfence/ui'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { heatGrid, heatLevels, weekdays } from './heat-grid.ts'
import './heat-map.css'
import { hourLabel } from './hour-series.ts'

type HeatCell = Overview['heatmap'][number]

const columns: FigureColumn<HeatCell>[] = [
  {
    id: 'weekday',
    label: 'Day',
    render: cell => weekdays[cell.weekday - 1],
    value: cell => weekdays[cell.weekday - 1] ?? '',
  },
  { id: 'hour', label: 'Hour', render: cell => hourLabel(cell.hour), value: cell => hourLabel(cell.hour) },
  {
    id: 'count',
    label: 'Purchases',
    align: 'end',
    render: cell => formatCount(cell.count),
    value: cell => cell.count,
  },
]

export function HeatMapCard({ overview }: { overview: Overview }) {
  const busy = overview.heatmap.filter(cell => cell.count > 0)
  return (
    <FigureCard
      title="When people come"
      note="last 8 weeks"
      columns={columns}
      rows={busy}
      rowKey={cell => `${cell.weekday} ${cell.hour}`}
      empty="No purchases in the last 8 weeks."
      file={`when-people-come-${overview.date}`}
      chart={<HeatMap cells={overview.heatmap} />}
    />
  )
}

function HeatMap({ cells }: { cells: HeatCell[] }) {
  const { hours, rows } = heatGrid(cells)
  if (hours.length === 0) return <EmptyState title="No purchases in the last 8 weeks" />
  return (
    <div class="heat-map">
      <div
        class="heat-map__grid"
        style={{ gridTemplateColumns: `auto repeat(${hours.length}, minmax(0, 1fr))` }}
        role="img"
        aria-label="Purchases by weekday and hour. The same figures are in the table."
      >
        {rows.map(row => [
          <span key={row.weekday} class="heat-map__day">
            {row.weekday.slice(0, 2)}
          </span>,
          ...row.cells.map(cell => (
            <span
              key={`${row.weekday} ${cell.hour}`}
              class={`heat-map__cell heat-map__cell--${cell.level}`}
              data-figure={`${row.weekday} ${hourLabel(cell.hour)}–${hourLabel(cell.hour + 1)}: ${formatCount(cell.count)}`}
            />
          )),
        ])}
        <span />
        {hours.map(hour => (
          <span key={hour} class="heat-map__hour num">
            {hour % 3 === 0 ? hour : ''}
          </span>
        ))}
      </div>
      <p class="heat-map__legend num" aria-hidden="true">
        fewer
        {Array.from({ length: heatLevels }, (_, level) => (
          <span key={level} class={`heat-map__cell heat-map__cell--${level + 1}`} />
        ))}
        more
      </p>
    </div>
  )
}
