/** The day and time that a gift goes out, as fields of the device's own time zone. */

export interface Moment {
  /** YYYY-MM-DD. */
  readonly day: string
  /** HH:MM. */
  readonly time: string
}

/** The instant of a day and time of this device, RFC 3339; undefined when they are none. */
export function instantOf({ day, time }: Moment): string | undefined {
  const at = new Date(`${day}T${time}`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** YYYY-MM-DD of this device, so many days from an instant. */
export function dayAfter(nowMs: number, days: number): string {
  const at = new Date(nowMs)
  at.setDate(at.getDate() + days)
  const two = (part: number) => `${part}`.padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
