/** Time is passed in, so that a simulation and an import can say what time it is. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands where it is set; for tests, imports and the sandbox. */
export function manualClock(startMs: number): Clock & { set(ms: number): void; advance(ms: number): void } {
  let current = startMs
  return {
    now: () => current,
    set: ms => {
      current = ms
    },
    advance: ms => {
      current += ms
    },
  }
}
