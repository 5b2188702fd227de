/** Where a server may listen without TLS: nowhere that another machine reaches. */

/** @throws Error that says what to do */
export function requireTlsBeyondLoopback(host: string, hasTls: boolean): void {
  if (hasTls || isLoopback(host)) return
  throw new Error(
    `${host} can be reached from outside, and TLS is not set up: give --tls-cert and --tls-key, or listen on 127.0.0.1`,
  )
}

function isLoopback(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host)
}
