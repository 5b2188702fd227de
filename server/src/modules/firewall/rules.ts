/** Which addresses are refused: pure decisions over ranges. An `allow` lets in what any `deny` would refuse. */
import { isIP } from 'node:net'
import type { FirewallEffect } from '@ringfence/contract'
import ipaddr from 'ipaddr.js'
import { remember } from '../../kernel/remember.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = [Address, number]

export interface RangeRule {
  readonly effect: FirewallEffect
  /** In CIDR notation. */
  readonly range: string
  /** Holds until then, not at that instant any more; undefined: for good. */
  readonly expiresAtMs: number | undefined
}

/** The range as it is stored: with its length, and zeros outside of it. Undefined when the text is none. */
export function readRange(text: string): string | undefined {
  const [head = '', tail] = text.split('/')
  const family = isIP(head) // strict: the library alone also reads octal, hexadecimal and shortened IPv4
  if (family === 0 || (tail !== undefined && !/^(0|[1-9]\d{0,2})$/.test(tail))) return undefined
  const bits = tail === undefined ? undefined : Number.parseInt(tail, 10)
  if (bits !== undefined && bits > (family === 4 ? 32 : 128)) return undefined
  const address = ipaddr.parse(head)
  return toText(unmapped([address, bits ?? (family === 4 ? 32 : 128)]))
}

/** IPv4 inside IPv6 is IPv4: that is how callers are seen. */
function unmapped([address, bits]: Range): Range {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96) {
    return [address.toIPv4Address(), bits - 96]
  }
  return [address, bits]
}

function toText([address, bits]: Range): string {
  const cidr = `${address.toString()}/${bits}`
  const network =
    address instanceof ipaddr.IPv4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr)
  return `${network.toString()}/${bits}`
}

/** Whether the rules refuse an address at a time. What is no address (a local socket) is not refused. */
export function refuses(rules: readonly RangeRule[], address: string, atMs: number): boolean {
  if (isIP(address) === 0) return false
  const caller = ipaddr.process(address)
  const covers = (effect: FirewallEffect) =>
    rules.some(rule => rule.effect === effect && isInForce(rule, atMs) && isInside(caller, rule.range))
  return covers('deny') && !covers('allow')
}

export function isInForce({ expiresAtMs }: RangeRule, atMs: number): boolean {
  return expiresAtMs === undefined || expiresAtMs > atMs
}

function isInside(caller: Address, text: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(text)
  return caller.kind() === network.kind() && caller.match(network, bits)
}

/** Whether a change of rules refuses an address that was let in, now or when one of them expires. */
export function locksOut(
  address: string,
  change: { readonly before: readonly RangeRule[]; readonly after: readonly RangeRule[] },
  nowMs: number,
): boolean {
  const expiries = [...change.before, ...change.after].flatMap(({ expiresAtMs }) => expiresAtMs ?? [])
  const instants = [nowMs, ...expiries.filter(atMs => atMs > nowMs)]
  return instants.some(atMs => refuses(change.after, address, atMs) && !refuses(change.before, address, atMs))
}

/** `refuses` with a memory, for every request: what was decided of an address holds until the next rule expires. */
export function createDecider(rules: readonly RangeRule[]): (address: string, nowMs: number) => boolean {
  const periodFrom = (nowMs: number) => ({
    decide: remember(rememberedMax, (address: string) => refuses(rules, address, nowMs)),
    endMs: Math.min(...rules.map(({ expiresAtMs }) => expiresAtMs ?? Infinity).filter(atMs => atMs > nowMs)),
  })
  let period = periodFrom(0)
  return (address, nowMs) => {
    if (nowMs >= period.endMs) period = periodFrom(nowMs)
    return period.decide(address)
  }
}
const rememberedMax = 10_000
