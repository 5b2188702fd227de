/** Calls by hour as two lines, by the chart library; loaded when the first chart is drawn. */
import type { ApiUse } from '@ringfence/contract'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export type Hours = ApiUse['hours']

/** A canvas knows no CSS variables: the page resolves them to a colour. */
function colour(host: HTMLElement, name: string): string {
  const probe = host.appendChild(document.createElement('i'))
  probe.style.color = `var(${name})`
  const resolved = getComputedStyle(probe).color
  probe.remove()
  return resolved
}

/** Hours without a call are not in the counts, and are none in the chart. */
function dataOf(hours: Hours, from: string, to: string): uPlot.AlignedData {
  const found = new Map(hours.map(hour => [Date.parse(hour.hour), hour]))
  const at: number[] = []
  for (let ms = Date.parse(from); ms < Date.parse(to); ms += 3_600_000) at.push(ms)
  const of = (read: (hour: Hours[number]) => number) => at.map(ms => (found.has(ms) ? read(found.get(ms)!) : 0))
  return [at.map(ms => ms / 1000), of(hour => hour.calls), of(hour => hour.refused + hour.failed)]
}

export function drawCalls(host: HTMLElement, { hours, from, to }: Pick<ApiUse, 'hours' | 'from' | 'to'>): () => void {
  const [ink, line, calls, errors] = ['--ink-3', '--line', '--brand-text', '--bad'].map(name => colour(host, name)) as [
    string,
    string,
    string,
    string,
  ]
  const size = () => ({ width: host.clientWidth, height: host.clientHeight })
  const axis = { stroke: ink, font: `12px ${getComputedStyle(host).fontFamily}`, ticks: { show: false } }
  const plot = new uPlot(
    {
      ...size(),
      padding: [12, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: (_, __, most) => [0, Math.max(4, most * 1.08)] } },
      axes: [
        { ...axis, grid: { show: false }, space: 80 },
        { ...axis, grid: { stroke: line, width: 1 }, size: 56 },
      ],
      series: [
        {},
        { stroke: calls, width: 2.5, points: { show: false } },
        { stroke: errors, width: 2, dash: [5, 4], points: { show: false } },
      ],
    },
    dataOf(hours, from, to),
    host,
  )
  const follow = new ResizeObserver(() => plot.setSize(size()))
  follow.observe(host)
  return () => {
    follow.disconnect()
    plot.destroy()
  }
}
