/** One thing that a proof has looked at. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

/** No faults: `fine` says what holds. Else the first twenty. */
export function check(name: string, faults: readonly string[], fine: string): Check {
  return { name, ok: faults.length === 0, detail: faults.length === 0 ? fine : faults.slice(0, 20).join('; ') }
}
