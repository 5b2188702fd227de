/** What is typed into the form of a rule, and what is sent. */
import type { FirewallEffect, NewFirewallRule } from '@ringfence/contract'

export interface RuleDraft {
  readonly effect: FirewallEffect
  readonly range: string
  readonly reason: string
  readonly duration: string
}

const hourMs = 3_600_000

/** The first is what most need: addresses change hands. */
export const durations = [
  { id: 'day', label: 'A day', ms: 24 * hourMs },
  { id: 'hour', label: 'An hour', ms: hourMs },
  { id: 'week', label: 'A week', ms: 7 * 24 * hourMs },
  { id: 'month', label: '30 days', ms: 30 * 24 * hourMs },
  { id: 'always', label: 'For good', ms: undefined },
] as const

export const emptyRule: RuleDraft = { effect: 'deny', range: '', reason: '', duration: 'day' }

export type RuleTroubles = Partial<Record<'range' | 'reason', string>>

export function ruleTroubles({ range, reason }: RuleDraft): RuleTroubles {
  return {
    ...(looksLikeRange(range.trim()) ? {} : { range: 'Write an address, or a range such as 203.0.113.0/24.' }),
    ...(reason.trim() === '' ? { reason: 'Say why, in a few words.' } : {}),
  }
}

/** The server knows for certain; this tells a slip of the hand. */
function looksLikeRange(text: string): boolean {
  const [address = '', bits] = text.split('/')
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return false
  if (address.includes(':')) return /^[0-9a-f:.]{2,45}$/i.test(address)
  const parts = address.split('.')
  return parts.length === 4 && parts.every(part => /^\d{1,3}$/.test(part) && Number.parseInt(part, 10) < 256)
}

export function ruleBody({ effect, range, reason, duration }: RuleDraft, nowMs: number): NewFirewallRule {
  const ms = durations.find(({ id }) => id === duration)?.ms
  const expiresAt = ms === undefined ? null : new Date(nowMs + ms).toISOString()
  return { effect, range: range.trim(), reason: reason.trim(), expiresAt }
}
