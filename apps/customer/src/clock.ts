/** The phone's clock in milliseconds: the one place in this app that reads it. */
export const nowMs = (): number => Date.now()
/** The same as RFC 3339. */
export const nowIso = (): string => new Date(nowMs()).toISOString()
