/** Rules of the firewall by address, and how much a client may ask for. Both are set by administrators. */
import { type Static, Type } from 'typebox'
import { Closed, Id, Line, List, Nullable, Timestamp } from './common.ts'

/** `deny` refuses a range. `allow` lets a range in whatever else denies it: deny all, allow some is a closed door. */
export const firewallEffects = ['deny', 'allow'] as const
export type FirewallEffect = (typeof firewallEffects)[number]

const Range = Type.String({
  minLength: 2,
  maxLength: 49,
  pattern: '^[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?$',
  description: 'An IPv4 or IPv6 address, or a range in CIDR notation, such as `203.0.113.0/24`.',
})

export const NewFirewallRule = Closed({
  effect: Type.Enum([...firewallEffects]),
  range: Range,
  reason: Line({ minLength: 1, maxLength: 120 }),
  expiresAt: Nullable(Timestamp),
})
export type NewFirewallRule = Static<typeof NewFirewallRule>

export const FirewallRule = Closed({
  id: Id('firewallRule'),
  effect: Type.Enum([...firewallEffects]),
  range: Type.String({ description: 'CIDR, with the bits outside of the range at zero.' }),
  reason: Type.String(),
  expiresAt: Nullable(Timestamp),
  createdAt: Timestamp,
  createdBy: Type.String({ description: 'Name of the administrator.' }),
})
export type FirewallRule = Static<typeof FirewallRule>
export const FirewallRuleList = List(FirewallRule)

/** Whose quota: a till, a machine client, a member of staff or a customer. */
const QuotaHolder = Type.String({ pattern: '^(trm|cli|stf|cus)_[0-7][0-9a-hjkmnp-tv-z]{25}$' })
const RequestsPerMinute = Type.Integer({ minimum: 1, maximum: 1_000_000 })

export const PutQuota = Closed({ requestsPerMinute: Nullable(RequestsPerMinute) })
export const Quota = Closed({ holder: QuotaHolder, requestsPerMinute: RequestsPerMinute })
export type Quota = Static<typeof Quota>
export const QuotaList = List(Quota)
export const QuotaById = Closed({ id: QuotaHolder })
