/** The address of a request as its client knows it, which is what proofs and signatures are about. */
import type { IncomingHttpHeaders } from 'node:http'

/** `target` is the request target as it stood in the request line. */
export type TargetUri = (headers: IncomingHttpHeaders, target: string) => string

/** Origins the deployment is reached at; the first is the one behind a proxy that rewrites `host`. */
export function createTargetUri(origins: readonly string[]): TargetUri {
  const byHost = new Map(origins.map(origin => [new URL(origin).host, origin]))
  return ({ host = '' }, target) => `${byHost.get(host) ?? origins[0]}${target}`
}
