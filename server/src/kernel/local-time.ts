/** Clocks on the wall: what a time zone's local time is in UTC. */
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()
const quarterMs = 900_000 // every offset of the tz database since 1972 is in whole quarters of an hour, and so is every change

/** The instant at which a wall clock in `timeZone` shows `localMs` (read as if it were UTC). In the gap of spring, an hour later. */
export function utcOf(localMs: number, timeZone: string): number {
  const guess = localMs - offsetAt(localMs, timeZone)
  const earlier = localMs - offsetAt(guess, timeZone)
  return earlier + offsetAt(earlier, timeZone) === localMs ? earlier : Math.max(guess, earlier)
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
  const quarter = Math.floor(utcMs / quarterMs)
  const known = offsets.get(timeZone) ?? new Map<number, number>()
  offsets.set(timeZone, known)
  const remembered = known.get(quarter)
  if (remembered !== undefined) return remembered
  if (known.size > 100_000) known.clear()
  const offset = computeOffset(quarter * quarterMs, timeZone)
  known.set(quarter, offset)
  return offset
}

function computeOffset(utcMs: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    const part = 'numeric'
    const shown = { year: part, month: part, day: part, hour: part, minute: part, second: part } as const
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...shown })
    formats.set(timeZone, format)
  }
  const parts = Object.fromEntries(
    format.formatToParts(utcMs).map(({ type, value }) => [type, Number.parseInt(value, 10)]),
  )
  const { year, month, day, hour, minute, second } = parts
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - utcMs
}
