/** Whom we believe about where a request comes from: configured proxies and nobody else. */
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

export type IsTrusted = (address: string) => boolean

/** From `RINGFENCE_TRUSTED_PROXIES`: addresses and CIDR ranges with commas between them. Throws on anything else. */
export function readTrustedProxies(setting: string | undefined): IsTrusted {
  const texts = (setting ?? '').split(',').map(text => text.trim())
  const ranges = texts.filter(text => text !== '').map(readRange)
  return address =>
    isIP(address) !== 0 && ranges.some(([network, bits]) => isInside(ipaddr.process(address), network, bits))
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

function readRange(text: string): [Address, number] {
  const [head = ''] = text.split('/')
  try {
    if (isIP(head) === 0) throw new Error('not an address')
    return ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${isIP(head) === 4 ? 32 : 128}`)
  } catch {
    throw new Error(`RINGFENCE_TRUSTED_PROXIES: ${text} is no address and no range in CIDR notation`)
  }
}

function isInside(address: Address, network: Address, bits: number): boolean {
  return address.kind() === network.kind() && address.match(network, bits)
}

/** Headers in which a proxy tells who calls, or how; from anybody else they are lies. */
const forwarding = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto']

/** Headers that some server somewhere takes for identity, or for another address or method. None of ours reads them. */
const spoofable = [
  'forwarded',
  'x-forwarded',
  'x-forwarded-prefix',
  'x-forwarded-user',
  'x-forwarded-email',
  'x-forwarded-client-cert',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-originating-ip',
  'x-remote-ip',
  'x-remote-addr',
  'x-remote-user',
  'remote-user',
  'true-client-ip',
  'cf-connecting-ip',
  'fastly-client-ip',
  'x-client-cert',
  'x-client-dn',
  'x-ssl-client-cert',
  'x-ssl-client-dn',
  'x-ssl-client-verify',
  'x-spiffe-id',
  'x-auth-user',
  'x-authenticated-user',
  'x-user',
  'x-user-id',
  'x-role',
  'x-roles',
  'x-admin',
  'x-tenant-id',
  'x-original-url',
  'x-rewrite-url',
  'x-original-host',
  'x-host',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]

/** Where the request comes from. Takes every header away that pretends to tell, so that nothing behind can believe it. */
export function settleAddress(request: FastifyRequest, isTrusted: IsTrusted): string {
  const peer = request.raw.socket.remoteAddress ?? ''
  const told = request.ip
  const { headers } = request.raw
  for (const name of spoofable) if (name in headers) delete headers[name]
  if (!isTrusted(peer)) for (const name of forwarding) if (name in headers) delete headers[name]
  return isIP(told) === 0 ? peer : told
}
