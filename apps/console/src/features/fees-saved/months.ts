import type { FeesSaved } from '@ringfence/contract'

export type FeesMonth = FeesSaved['months'][number]

/** `2026-11` as `Nov 2026`, or `Nov` alone. */
export function monthName(month: string, year: 'with' | 'without' = 'with'): string {
  const format = new Intl.DateTimeFormat('en', {
    month: 'short',
    ...(year === 'with' ? { year: 'numeric' as const } : {}),
    timeZone: 'UTC',
  })
  return format.format(new Date(`${month}-01T00:00:00Z`))
}

export interface Bar {
  readonly month: string
  readonly saved: number
  /** Height above the ground line, as a share of the tallest bar; a month that cost more than it saved has none. */
  readonly share: number
}

/** Oldest first, as a chart is read. */
export function barsOf(months: readonly Pick<FeesMonth, 'month' | 'saved'>[]): Bar[] {
  const most = Math.max(1, ...months.map(({ saved }) => saved))
  return months.map(({ month, saved }) => ({ month, saved, share: Math.max(0, saved) / most })).reverse()
}
