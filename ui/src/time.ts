import { now } from './clock.ts'
import { formatSettings } from './format-settings.ts'

const DAY_MS = 86_400_000

function inZone(options: Intl.DateTimeFormatOptions, timeZone = formatSettings.timeZone) {
  return new Intl.DateTimeFormat(formatSettings.locale, timeZone === undefined ? options : { ...options, timeZone })
}

/** The calendar day in the zone, counted in whole days, so that two days can be subtracted. */
function dayNumber(at: Date, timeZone = formatSettings.timeZone): number {
  const iso = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at)
  return Date.parse(`${iso}T00:00:00Z`) / DAY_MS
}

/** The time of day, `08:12`. */
export function formatTime(iso: string, timeZone?: string): string {
  const { hourCycle } = formatSettings
  return inZone({ hour: '2-digit', minute: '2-digit', hourCycle }, timeZone).format(new Date(iso))
}

/** The date with its year, `22 Nov 2026`. */
export function formatDate(iso: string, timeZone?: string): string {
  return inZone({ day: 'numeric', month: 'short', year: 'numeric' }, timeZone).format(new Date(iso))
}

/** The day as people say it: `today`, `yesterday`, `tomorrow`, else `22 Nov` (with the year when it is another one). */
export function formatDay(iso: string, timeZone?: string, at: Date = now()): string {
  const date = new Date(iso)
  const days = dayNumber(date, timeZone) - dayNumber(at, timeZone)
  if (Math.abs(days) <= 1) {
    return new Intl.RelativeTimeFormat(formatSettings.locale, { numeric: 'auto' }).format(days, 'day')
  }
  const year = inZone({ year: 'numeric' }, timeZone)
  if (year.format(date) !== year.format(at)) return formatDate(iso, timeZone)
  return inZone({ day: 'numeric', month: 'short' }, timeZone).format(date)
}

/** The day and, when it is today, the time: `today 08:12`, `yesterday`, `22 Nov`. */
export function formatWhen(iso: string, timeZone?: string, at: Date = now()): string {
  const day = formatDay(iso, timeZone, at)
  const isToday = dayNumber(new Date(iso), timeZone) === dayNumber(at, timeZone)
  return isToday ? `${day} ${formatTime(iso, timeZone)}` : day
}
