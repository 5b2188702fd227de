import type { Overview } from '@ringfence/contract'

type Hour = Overview['hours'][number]

export interface HourSeries {
  readonly hours: number[]
  /** Purchases; null from the hour on that has not begun, so that the line ends there. */
  readonly today: (number | null)[]
  readonly lastWeek: number[]
}

/** The two lines of the chart, from the first hour with a purchase to the last, without gaps. */
export function hourSeries(hours: readonly Hour[], currentHour: number): HourSeries {
  const busy = hours.filter(hour => hour.count > 0 || hour.lastWeekCount > 0).map(hour => hour.hour)
  if (busy.length === 0) return { hours: [], today: [], lastWeek: [] }
  const byHour = new Map(hours.map(hour => [hour.hour, hour]))
  const first = Math.min(...busy)
  const shown = Array.from({ length: Math.max(...busy) - first + 1 }, (_, at) => first + at)
  return {
    hours: shown,
    today: shown.map(hour => (hour > currentHour ? null : (byHour.get(hour)?.count ?? 0))),
    lastWeek: shown.map(hour => byHour.get(hour)?.lastWeekCount ?? 0),
  }
}

/** The hour of the day that a moment falls into, 0 to 23, in a time zone. */
export function hourIn(iso: string, timeZone: string): number {
  const hour = new Intl.DateTimeFormat('en', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(iso))
  return Number.parseInt(hour, 10)
}

/** `8` as `8:00`. */
export const hourLabel = (hour: number) => `${hour}:00`
