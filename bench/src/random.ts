/** A small seeded generator (xorshift32): quick, and the same numbers in every run. */
export function seededRandom(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
