/** How amounts and times read in messages. */
/** Minor units as a decimal text: slots are stored as JSON. */
export interface MoneySlot {
  readonly amount: string
  readonly currency: string
}

export interface TimeSlot {
  readonly at: string
  readonly timeZone: string
}

/** Exact: the amount never becomes a float. */
export function moneyText({ amount, currency }: MoneySlot): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const minor = amount.padStart(digits + 1, '0')
  const decimal = digits === 0 ? minor : `${minor.slice(0, -digits)}.${minor.slice(-digits)}`
  return format.format(decimal as Intl.StringNumericLiteral).replaceAll('\u00a0', ' ')
}

export function timeText({ at, timeZone }: TimeSlot): string {
  const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return format.format(new Date(at)).replaceAll('\u202f', ' ')
}
