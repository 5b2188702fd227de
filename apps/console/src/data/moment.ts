import { formatDay, formatTime } from '@ringfence/ui'

/** Day and time for a dense row: `today 08:12`, `yesterday 19:40`, `22 Nov 08:12`. */
export function formatMoment(iso: string, timeZone?: string): string {
  return `${formatDay(iso, timeZone)} ${formatTime(iso, timeZone)}`
}

/** The value of a `datetime-local` field, which is in the device's zone, as RFC 3339 in UTC; undefined when empty. */
export function instantOf(local: string): string | undefined {
  const at = new Date(local)
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** The device's zone by name, for tables whose times belong to no store. */
export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The other way round: a moment as the value of a `datetime-local` field, to the minute. */
export function localOf(iso: string): string {
  const at = new Date(iso)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}
