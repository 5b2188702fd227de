/** Addresses of callers, for limits only: grouped by who holds them, and known inside as keyed hashes, never as they are. */
import { createHmac, randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'

/** Tells addresses apart without telling them. The same in all processes of a deployment, or limits hold for one process only. */
export type HashAddress = (address: string) => string

/** A subscriber has a whole /64 of IPv6 (RFC 6177): all its addresses count as one. IPv4 in IPv6 counts as IPv4. */
export function addressGroup(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = Math.max(8 - before.length - after.length, 0)
  const groups = tail === undefined ? before : [...before, ...Array<string>(zeros).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Holds for one process. */
export function processAddressHash(): HashAddress {
  const key = randomBytes(32)
  return address => createHmac('sha256', key).update(address).digest('base64url')
}
