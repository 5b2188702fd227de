/** The tablet's clock in milliseconds: the one place in the till that reads it. It may be wrong; the server's decides. */
export const nowMs = (): number => Date.now()
