/** Lanes keep accounts apart that may one day live on different machines. */
import type { Uuid } from '../../kernel/ids.ts'

/** How value is kept apart for distribution; 1 on one machine, so that batches fill. */
export const laneCount = 1

/** All lanes as a PostgreSQL array, for look-ups that don't know the account yet. */
export const allLanes = `{${Array.from({ length: laneCount }, (_, lane) => lane).join(',')}}`

/** The lane that an account, and all that happens to it, lives in. */
export function laneOf(accountId: Uuid): number {
  return Number.parseInt(accountId.slice(-4), 16) % laneCount
}
