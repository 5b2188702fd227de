import type { ActivityEntry } from '@ringfence/contract'

export interface Day {
  readonly label: string
  readonly entries: readonly ActivityEntry[]
}

/**
 * Entries of one day together, in the order they come. `dayOf` names the day of an entry; two days never share a
 * name, as the list is in order of time.
 */
export function groupByDay(entries: readonly ActivityEntry[], dayOf: (entry: ActivityEntry) => string): Day[] {
  const days: { label: string; entries: ActivityEntry[] }[] = []
  for (const entry of entries) {
    const label = dayOf(entry)
    const last = days.at(-1)
    if (last?.label === label) last.entries.push(entry)
    else days.push({ label, entries: [entry] })
  }
  return days
}
