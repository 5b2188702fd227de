/** When a message that could not be handed over is tried again. Pure. */
const minuteMs = 60_000
const longestMs = 6 * 60 * minuteMs
/** About three days in all. */
export const attemptsMax = 20

/** Milliseconds until the next try after so many; undefined: it is given up. Doubles from a minute to six hours. */
export function retryAfterMs(attempts: number): number | undefined {
  if (attempts >= attemptsMax) return undefined
  return Math.min(minuteMs * 2 ** (attempts - 1), longestMs)
}

/** Whether the server refused this very message or recipient for good; all else may pass (RFC 5321, section 4.2.1). */
export function isPermanent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, responseCode } = error as Error & { code?: unknown; responseCode?: unknown }
  if (typeof responseCode !== 'number' || responseCode < 500) return false
  return code === 'EENVELOPE' || code === 'EMESSAGE'
}
