import type { Overview } from '@ringfence/contract'

type HeatCell = Overview['heatmap'][number]

/** How many shades there are above the empty one. */
export const heatLevels = 6
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

export interface HeatGrid {
  readonly hours: number[]
  /** Seven, Monday first; each with a cell for every hour. */
  readonly rows: { weekday: string; cells: { hour: number; count: number; level: number }[] }[]
}

/** The week as a grid of hours with any purchase at all; each cell's shade is its share of the busiest hour. */
export function heatGrid(cells: readonly HeatCell[]): HeatGrid {
  const busy = cells.filter(cell => cell.count > 0)
  if (busy.length === 0) return { hours: [], rows: [] }
  const counts = new Map(busy.map(cell => [`${cell.weekday} ${cell.hour}`, cell.count]))
  const most = Math.max(...counts.values())
  const first = Math.min(...busy.map(cell => cell.hour))
  const last = Math.max(...busy.map(cell => cell.hour))
  const hours = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const rows = weekdays.map((weekday, day) => ({
    weekday,
    cells: hours.map(hour => {
      const count = counts.get(`${day + 1} ${hour}`) ?? 0
      return { hour, count, level: heatLevel(count, most) }
    }),
  }))
  return { hours, rows }
}

/** 0 for nothing at all, else 1 to `heatLevels` in even steps up to the busiest hour. */
export function heatLevel(count: number, most: number): number {
  return count <= 0 || most <= 0 ? 0 : Math.min(heatLevels, Math.ceil((count / most) * heatLevels))
}
