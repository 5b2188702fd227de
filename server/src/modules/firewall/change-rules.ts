/** Changes the rules, never so that who changes them is refused afterwards. */
import type { FirewallEffect } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import { locksOut } from './rules.ts'
import { deleteRule, lockRules, type RuleRow, ruleOf, selectRules, upsertRule } from './store.ts'

/** More would make each decision slow. */
export const rulesMax = 500

export interface WantedRule {
  readonly effect: FirewallEffect
  /** As `readRange` gives it. */
  readonly range: string
  readonly reason: string
  readonly expiresAtMs: number | undefined
}

export interface Administrator {
  readonly id: Uuid
  /** Where the call comes from. */
  readonly address: string
}

export type RuleChange =
  | { readonly ok: true; readonly rule: RuleRow }
  | { readonly ok: false; readonly code: 'would_lock_out' | 'rule_limit_reached' | 'not_found' }

/** Adds a rule, or gives the rule of the same range a new reason and expiry. */
export async function putRule(db: Database, wanted: WantedRule, by: Administrator, nowMs: number): Promise<RuleChange> {
  return db.transaction(async tx => {
    await lockRules(tx)
    const rows = await selectRules(tx, nowMs)
    const others = rows.filter(row => row.effect !== wanted.effect || row.range !== wanted.range)
    if (others.length >= rulesMax) return { ok: false, code: 'rule_limit_reached' }
    const change = { before: rows.map(ruleOf), after: [...others.map(ruleOf), wanted] }
    if (locksOut(by.address, change, nowMs)) return { ok: false, code: 'would_lock_out' }
    const { effect, range, reason, expiresAtMs } = wanted
    const rule = await upsertRule(tx, {
      id: newId(),
      effect,
      range,
      reason,
      expires_at: expiresAtMs === undefined ? null : new Date(expiresAtMs),
      created_at: new Date(nowMs),
      created_by: by.id,
    })
    return { ok: true, rule }
  })
}

export async function removeRule(db: Database, id: Uuid, by: Administrator, nowMs: number): Promise<RuleChange> {
  return db.transaction(async tx => {
    await lockRules(tx)
    const rows = await selectRules(tx, nowMs)
    const rule = rows.find(row => row.id === id)
    if (rule === undefined) return { ok: false, code: 'not_found' }
    const change = { before: rows.map(ruleOf), after: rows.filter(row => row !== rule).map(ruleOf) }
    if (locksOut(by.address, change, nowMs)) return { ok: false, code: 'would_lock_out' }
    await deleteRule(tx, id)
    return { ok: true, rule }
  })
}
