/** Clocks on the wall: what a time zone's local time is in UTC. */
import { remember } from './remember.ts'

const quarterMs = 900_000 // every offset of the tz database since 1972 is in whole quarters of an hour, and so is every change
const dayMs = 86_400_000 // no two changes of a clock lie closer together

/**
 * The instant at which a wall clock in `timeZone` shows `localMs` (read as if it were UTC). Of an hour that is shown twice, the first
 * time; what the gap of spring leaves out is read as an hour later.
 */
export function utcOf(localMs: number, timeZone: string): number {
  const byEarlierOffset = localMs - offsetAt(localMs - dayMs, timeZone)
  if (localOf(byEarlierOffset, timeZone) === localMs) return byEarlierOffset
  const byLaterOffset = localMs - offsetAt(localMs + dayMs, timeZone)
  return localOf(byLaterOffset, timeZone) === localMs ? byLaterOffset : byEarlierOffset
}

/** What a wall clock in `timeZone` shows at an instant, as milliseconds read as if they were UTC. */
export function localOf(utcMs: number, timeZone: string): number {
  return utcMs + offsetAt(utcMs, timeZone)
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Local time less UTC, in milliseconds. Remembered by the quarter of an hour, for a history asks a million times. */
function offsetAt(utcMs: number, timeZone: string): number {
  return offsetsOf(timeZone)(Math.floor(utcMs / quarterMs))
}

const offsetsOf = remember(1_000, (timeZone: string) => {
  const part = 'numeric'
  const shown = { year: part, month: part, day: part, hour: part, minute: part, second: part } as const
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...shown })
  return remember(100_000, (quarter: number) => computeOffset(quarter * quarterMs, format))
})

function computeOffset(utcMs: number, format: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(
    format.formatToParts(utcMs).map(({ type, value }) => [type, Number.parseInt(value, 10)]),
  )
  const { year, month, day, hour, minute, second } = parts
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - utcMs
}
