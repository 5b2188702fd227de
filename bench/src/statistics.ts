/** Medians and percentiles of measurements. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: percentile(sorted, 0.5), min: sorted[0]!, max: sorted.at(-1)! }
}

/** Nearest rank; the mean of the middle two for the median of an even count. `sorted` is ascending and not empty. */
export function percentile(sorted: ArrayLike<number>, rank: number): number {
  const { length } = sorted
  if (rank === 0.5 && length % 2 === 0) return (sorted[length / 2 - 1]! + sorted[length / 2]!) / 2
  return sorted[Math.max(0, Math.ceil(rank * length) - 1)]!
}
