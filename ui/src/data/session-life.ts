const earlyMs = 30_000
const shortestMs = 60_000
const longestMs = 270_000

/**
 * How long to use a token before getting the next: half a minute less than it lives. A device whose clock is wrong
 * sees nonsense here, so the answer stays within what tokens of five minutes allow.
 */
export function renewAfterMs(expiresAt: string, nowMs: number): number {
  return Math.min(longestMs, Math.max(shortestMs, Date.parse(expiresAt) - nowMs - earlyMs))
}
