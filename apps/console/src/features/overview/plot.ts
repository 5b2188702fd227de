/** The only file that knows the chart library; loaded when the first chart is drawn. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { type HourSeries, hourLabel } from './hour-series.ts'

export interface HourPlot {
  update: (series: HourSeries) => void
  destroy: () => void
}

/** A canvas knows no CSS variables: the page resolves them to a colour. */
function colour(host: HTMLElement, value: string): string {
  const probe = host.appendChild(document.createElement('i'))
  probe.style.color = value
  const resolved = getComputedStyle(probe).color
  probe.remove()
  return resolved
}

const dataOf = ({ hours, today, lastWeek }: HourSeries): uPlot.AlignedData => [hours, lastWeek, today]

/** Draws both lines into `host` and follows its size. `onPoint` tells the index under the pointer. */
export function drawHours(host: HTMLElement, first: HourSeries, onPoint: (at: number | undefined) => void): HourPlot {
  let series = first
  const plot = new uPlot(
    optionsFor(host, () => series, onPoint),
    dataOf(series),
    host,
  )
  const follow = new ResizeObserver(() => plot.setSize(sizeOf(host)))
  follow.observe(host)
  return {
    update: next => {
      series = next
      plot.setData(dataOf(next))
    },
    destroy: () => {
      follow.disconnect()
      plot.destroy()
    },
  }
}

const sizeOf = (host: HTMLElement) => ({ width: host.clientWidth, height: host.clientHeight })

function optionsFor(
  host: HTMLElement,
  series: () => HourSeries,
  onPoint: (at: number | undefined) => void,
): uPlot.Options {
  const [ink, line, before, now] = ['--ink-3', '--line', '--line-strong', '--brand-text'].map(name =>
    colour(host, `var(${name})`),
  ) as [string, string, string, string]
  const wash = colour(host, 'color-mix(in srgb, var(--brand-text) 11%, transparent)')
  const font = `12px ${getComputedStyle(host).fontFamily}`
  const axis = { stroke: ink, font, ticks: { show: false } }
  return {
    ...sizeOf(host),
    padding: [12, 22, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 } },
    scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(4, most * 1.08)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        space: 64,
        incrs: [1, 2, 3, 4],
        values: (_, at) => at.map(hourLabel),
      },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        size: 44,
        space: 38,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4],
      },
    ],
    series: [
      {},
      { stroke: before, width: 2, points: { show: false }, dash: [5, 4] },
      {
        stroke: now,
        width: 2.5,
        fill: wash,
        points: { show: true, size: 9, fill: now, filter: () => [lastDrawn(series())] },
      },
    ],
    hooks: { setCursor: [plot => onPoint(plot.cursor.idx ?? undefined)] },
  }
}

/** Only the running hour has a dot. */
function lastDrawn({ today }: HourSeries): number {
  return today.findLastIndex(count => count !== null)
}
