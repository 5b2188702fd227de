/** How much one may ask for in a minute, unless an administrator has set another quota: far above honest use. */
import { type PersonRole, type Role, staffRoles } from '@ringfence/contract'
import { toTypeId } from '../../kernel/ids.ts'
import type { Caller } from '../../platform/http.ts'

/** Requests a minute. */
export const usualQuotas = {
  /** A till, whoever stands at it. */
  terminal: 3_000,
  /** A machine client of a partner or an integrator. */
  client: 3_000,
  customer: 1_200,
  staff: 1_200,
} as const

/** What a limit counts by; `credential` is one sign-in: a stolen one does not spend what the person's others have. */
export type PolicyName = 'client' | 'person' | 'credential'

export interface Policy {
  readonly name: PolicyName
  /** Whose count this is. */
  readonly key: string
  readonly limit: number
}

export interface QuotaOptions {
  /** By TypeID of a till, a machine client or a person; undefined: what is usual. */
  readonly quotaOf?: (holder: string) => number | undefined
  /** Multiplies what is usual: a load test asks for more than people do. */
  readonly factor?: number
}

/** The limits that a caller's requests count against, the narrowest first. */
export function policiesOf(caller: Caller, { quotaOf = () => undefined, factor = 1 }: QuotaOptions): Policy[] {
  const limitOf = (holder: string, usual: number) => quotaOf(holder) ?? Math.ceil(usual * factor)
  const { role, terminalId, sessionId } = caller
  const holder = holderOf(caller)
  if (role === 'client') return [{ name: 'client', key: holder, limit: limitOf(holder, usualQuotas.client) }]
  if (terminalId !== undefined) return [{ name: 'client', key: holder, limit: limitOf(holder, usualQuotas.terminal) }]
  const limit = limitOf(holder, isStaff(role) ? usualQuotas.staff : usualQuotas.customer)
  return [
    { name: 'credential', key: `ses_${sessionId}`, limit: Math.ceil(limit * credentialShare) },
    { name: 'person', key: holder, limit },
  ]
}

/** At a till, the till counts: shift after shift of people stand at it, and each signs with its key. */
function holderOf(caller: Caller): string {
  const known = holders.get(caller) ?? writeHolder(caller)
  holders.set(caller, known)
  return known
}

/** A token's caller is one object for as long as the token is remembered: its id is written out once. */
const holders = new WeakMap<Caller, string>()

function writeHolder({ role, personId, terminalId }: Caller): string {
  if (role === 'client') return toTypeId('cli', personId)
  return terminalId === undefined ? toTypeId(isStaff(role) ? 'stf' : 'cus', personId) : toTypeId('trm', terminalId)
}
const credentialShare = 0.8

function isStaff(role: Role): role is Exclude<PersonRole, 'customer'> {
  return staffRoles.some(name => name === role)
}
