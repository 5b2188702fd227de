/** Dates of a standing rule, as days of the brand's own calendar. Pure. */
import { localOf, utcOf } from '../../../kernel/local-time.ts'

export type DateTrigger =
  /** From 1; in a shorter month its last day. */
  | { readonly type: 'monthly'; readonly day: number }
  /** 1 is Monday, 7 Sunday. */
  | { readonly type: 'weekly'; readonly weekday: number }

export const dayMs = 86_400_000
/** Charges by date are made in the morning, when someone is awake to read of them. */
const hourMs = 8 * 3_600_000

/** The first instant after `afterMs` at which the rule is due: eight o'clock in the morning of its next day. */
export function nextDate(trigger: DateTrigger, afterMs: number, timeZone: string): number {
  for (let day = dayOf(afterMs, timeZone); ; day++) {
    if (!fallsOn(trigger, new Date(day * dayMs))) continue
    const atMs = utcOf(day * dayMs + hourMs, timeZone)
    if (atMs > afterMs) return atMs
  }
}

function fallsOn(trigger: DateTrigger, date: Date): boolean {
  if (trigger.type === 'weekly') return date.getUTCDay() === trigger.weekday % 7
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  return date.getUTCDate() === Math.min(trigger.day, lastDay)
}

/** The local day of an instant, counted from 1970-01-01. */
export function dayOf(atMs: number, timeZone: string): number {
  return Math.floor(localOf(atMs, timeZone) / dayMs)
}

/** When the local day after the one of an instant begins. */
export function nextDayMs(atMs: number, timeZone: string): number {
  return utcOf((dayOf(atMs, timeZone) + 1) * dayMs, timeZone)
}
