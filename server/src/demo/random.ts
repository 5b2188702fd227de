/** Seeded randomness: the same seed tells the same history. Not for secrets. */
export interface Random {
  /** From 0, below 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  /** A place in `weights`, likelier the heavier it is. */
  weighted(weights: readonly number[]): number
}

/** The "mulberry32" generator: 32 bits of state, enough for a demo. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: probability => next() < probability,
    pick: choices => choices[between(0, choices.length - 1)]!,
    weighted: weights => {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0)
      const place = weights.findIndex(weight => {
        left -= weight
        return left < 0
      })
      return place === -1 ? weights.length - 1 : place
    },
  }
}
