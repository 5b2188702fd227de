/** Where a server may listen without TLS: nowhere that another machine reaches. */

/** @throws Error that says what to do */
export function requireTlsBeyondLoopback(host: string, hasTls: boolean): void {
  if (hasTls || isLoopback(host)) return
  throw new Error(
    `${host} can be reached from outside, and TLS is not set up: give --tls-cert and --tls-key, or listen on 127.0.0.1`,
  )
}

/** @throws Error that says what to do: what stands behind a side-car speaks plain text, for this machine alone */
export function requireLoopback(host: string): void {
  if (!isLoopback(host)) throw new Error(`--side-car listens in plain text, so on 127.0.0.1 only, not on ${host}`)
}

function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host)
}
