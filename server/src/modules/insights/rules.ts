/** Arithmetic of the overview. Pure. */

/** What a card payment would cost: a share in basis points and a fixed part, in minor units. */
export interface CardFee {
  readonly basisPoints: bigint
  readonly fixed: bigint
}

/** Fees on purchases, had each been paid by card, less the fees on the loads that were. */
export function feesSaved(
  fee: CardFee,
  month: { sales_amount: bigint; sales_count: bigint; card_amount: bigint; card_count: bigint },
): bigint {
  return cardCost(fee, month.sales_amount, month.sales_count) - cardCost(fee, month.card_amount, month.card_count)
}

/** What so many card payments of so much in all cost. */
export function cardCost(fee: CardFee, amount: bigint, count: bigint): bigint {
  return (amount * fee.basisPoints + 5_000n) / 10_000n + count * fee.fixed
}

/** What loads by card cost: what the provider told, and the assumed fee for the loads that it has not told of yet. */
export function loadsCost(
  fee: CardFee,
  loads: { amount: bigint; count: bigint },
  known: { fees: bigint; amount: bigint; count: bigint },
): bigint {
  const amount = loads.amount > known.amount ? loads.amount - known.amount : 0n
  const count = loads.count > known.count ? loads.count - known.count : 0n
  return known.fees + cardCost(fee, amount, count)
}

/** A month, YYYY-MM, and those before it, so many in all. */
export function monthsBack(month: string, count: number): string[] {
  const [year, number] = month.split('-').map(part => Number.parseInt(part, 10)) as [number, number]
  const last = year * 12 + number - 1
  return Array.from({ length: count }, (_, i) => {
    const at = last - i
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

/** now / before − 1, to four decimals; null when there was nothing before. */
export function changeOf(now: bigint, before: bigint): number | null {
  if (before <= 0n) return null
  return Number(((now - before) * 10_000n) / before) / 10_000
}

interface Hour {
  readonly today: boolean
  readonly hour: number
  readonly amount: bigint
  readonly count: bigint
}

/** Today so far against the same stretch one week before; the present hour counts by the part of it that has passed. */
export function soFar(hours: readonly Hour[], now: { hour: number; minute: number }) {
  let amount = 0n
  let count = 0n
  let before = 0n
  for (const row of hours) {
    if (row.today) {
      amount += row.amount
      count += row.count
    } else if (row.hour < now.hour) before += row.amount
    else if (row.hour === now.hour) before += (row.amount * BigInt(now.minute)) / 60n
  }
  return { amount, count, change: changeOf(amount, before) }
}

/** Date and time on the clock of a time zone. */
export function localTime(nowMs: number, timeZone: string): { date: string; hour: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(nowMs)
  const part = (type: string) => parts.find(candidate => candidate.type === type)!.value
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    hour: Number.parseInt(part('hour'), 10),
    minute: Number.parseInt(part('minute'), 10),
  }
}
