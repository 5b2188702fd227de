/** Times in a histogram: small, and addable over any span. */

/** Upper bounds in milliseconds; the last is open. Rows in the database have these 16 buckets: never change them, add a version. */
export const latencyBoundsMs = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1_000,
  2_000,
  5_000,
  10_000,
  20_000,
  60_000,
  Number.POSITIVE_INFINITY,
] as const

export type Histogram = number[]

export const emptyHistogram = (): Histogram => latencyBoundsMs.map(() => 0)

export function bucketOf(durationMs: number): number {
  return latencyBoundsMs.findIndex(bound => durationMs <= bound)
}

export function addHistograms(one: readonly number[], other: readonly number[]): Histogram {
  return one.map((count, bucket) => count + other[bucket]!)
}

/** The time that the given share (0 to 1) of calls stayed below, taken evenly within its bucket; 0 without calls. */
export function percentileMs(histogram: readonly number[], share: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0)
  if (total === 0) return 0
  const rank = share * total
  let below = 0
  for (const [bucket, count] of histogram.entries()) {
    if (count > 0 && below + count >= rank) {
      const lower = bucket === 0 ? 0 : latencyBoundsMs[bucket - 1]!
      const upper = latencyBoundsMs[bucket]!
      return Math.round(Number.isFinite(upper) ? lower + ((upper - lower) * (rank - below)) / count : lower)
    }
    below += count
  }
  return latencyBoundsMs.at(-2)!
}
