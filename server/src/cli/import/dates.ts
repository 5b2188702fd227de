/** Dates and times as files write them, read to the instant they mean. */
import { utcOf } from '../../kernel/local-time.ts'

/** Milliseconds since 1970 in UTC; undefined when the text is no date of the format. */
export type ReadDate = (text: string) => number | undefined

export interface DateFormat {
  /** `yyyy MM dd HH mm ss` with anything between, as `dd.MM.yyyy HH:mm`; undefined: ISO 8601. */
  readonly pattern: string | undefined
  /** Whose clock the file's times are read from, where they don't say. */
  readonly timeZone: string
  /** For dates without a time: minutes after midnight. */
  readonly minuteOfDay: number
}

const widths: Record<string, number> = { yyyy: 4, MM: 2, dd: 2, HH: 2, mm: 2, ss: 2 }
const iso =
  /^(?<yyyy>\d{4})-(?<MM>\d\d)-(?<dd>\d\d)(?:[T ](?<HH>\d\d):(?<mm>\d\d)(?::(?<ss>\d\d)(?:[.,]\d+)?)? ?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/

/** Throws when the pattern lacks a year, month or day, or names one twice. */
export function dateReader({ pattern, timeZone, minuteOfDay }: DateFormat): ReadDate {
  const expression = pattern === undefined ? iso : compile(pattern)
  return text => {
    const parts = expression.exec(text)?.groups
    if (!parts) return undefined
    const number = (name: string) => Number.parseInt(parts[name] ?? '0', 10)
    const [year, month, day] = [number('yyyy'), number('MM'), number('dd')]
    const midnight = Date.UTC(year, month - 1, day)
    const date = new Date(midnight)
    if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
      return undefined
    const [hour, minute, second] = [number('HH'), number('mm'), number('ss')]
    if (hour > 23 || minute > 59 || second > 59) return undefined
    const seconds = parts.HH === undefined ? minuteOfDay * 60 : (hour * 60 + minute) * 60 + second
    const localMs = midnight + seconds * 1000
    return parts.zone === undefined ? utcOf(localMs, timeZone) : localMs - zoneOffsetMs(parts.zone)
  }
}

function compile(pattern: string): RegExp {
  const source = pattern.replace(/yyyy|MM|dd|HH|mm|ss|[^A-Za-z0-9 ]/g, token => {
    const width = widths[token]
    return width === undefined ? `\\${token}` : `(?<${token}>\\d{${width}})`
  })
  if (!['yyyy', 'MM', 'dd'].every(part => pattern.includes(part))) {
    throw new Error(`a date format needs yyyy, MM and dd; "${pattern}" lacks one of them`)
  }
  return new RegExp(`^${source}$`)
}

function zoneOffsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number.parseInt(zone.slice(1, 3), 10) * 60 + Number.parseInt(zone.slice(-2), 10)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/** Minutes after midnight of a text like `14:30`; undefined when it is none. */
export function minuteOfDay(text: string): number | undefined {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  return parts ? Number.parseInt(parts[1]!, 10) * 60 + Number.parseInt(parts[2]!, 10) : undefined
}
