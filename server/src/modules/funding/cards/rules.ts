/** Guard against card testing: many cards tried through one customer. Pure. */
export const dayMs = 86_400_000
export const declinesPerDay = 20
export const setupsPerDay = 20
export const cardsMax = 10

export interface CardTries {
  readonly setups: number
  readonly declined: number
  /** Charges whose end is not known: each may be the decline that is one too many. */
  readonly pending: number
}

export function mayCharge(tries: CardTries, blockedUntilMs: number | undefined, nowMs: number): boolean {
  if (blockedUntilMs !== undefined && nowMs < blockedUntilMs) return false
  return tries.declined + tries.pending < declinesPerDay
}

export function maySetUp(tries: CardTries, blockedUntilMs: number | undefined, nowMs: number): boolean {
  if (blockedUntilMs !== undefined && nowMs < blockedUntilMs) return false
  return tries.setups < setupsPerDay && tries.declined < declinesPerDay
}

/** Until when cards stay blocked after a decline; undefined: they are not. */
export function blockAfterDecline(tries: CardTries, nowMs: number): number | undefined {
  return tries.declined >= declinesPerDay ? nowMs + dayMs : undefined
}
