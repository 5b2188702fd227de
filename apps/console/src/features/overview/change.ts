/** How a figure compares with the same time a week before, in words. */
import { formatPercent, type StatProps } from '@ringfence/ui'

export type Delta = NonNullable<StatProps['delta']>

/** Below half a tenth of a percent, the text would say 0 %. */
const nothing = 0.0005
/** From here on, a percentage says less than a factor. */
const manifold = 9.995

/** `change` is the ratio less one; null when there was nothing to compare with. `to` is such as `last Sunday`. */
export function deltaOf(change: number | null, to: string): Delta | undefined {
  if (change === null) return undefined
  if (Math.abs(change) < nothing) return { direction: 'same', text: `same as ${to}` }
  if (change >= manifold) return { direction: 'up', text: `${Math.round(change + 1)} times ${to}`, tone: 'good' }
  const text = `${formatPercent(Math.abs(change))} on ${to}`
  return change > 0 ? { direction: 'up', text, tone: 'good' } : { direction: 'down', text, tone: 'bad' }
}

/** The weekday of a business date, `Sunday`, by itself or moved by some days. */
export function weekdayOf(date: string): string {
  return new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

/** The mean of a sum over a count, to the minor unit; null when there is nothing to average. */
export function averageOf(amountMinor: number, count: number): number | null {
  return count === 0 ? null : Math.round(amountMinor / count)
}
