/** Changes the rules, one change after the other, as far as they may be changed. */
import type { FirewallEffect } from '@ringfence/contract'
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import { type ChangeRefusal, refusalOfPut, refusalOfRemoval } from './change-rules.ts'
import { deleteRule, lockRules, type RuleRow, ruleOf, selectRules, upsertRule } from './store.ts'

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
  | { readonly ok: false; readonly code: ChangeRefusal | 'not_found' }

/** Adds a rule, or gives the rule of the same range a new reason and expiry. */
export async function putRule(db: Database, wanted: WantedRule, by: Administrator, nowMs: number): Promise<RuleChange> {
  return db.transaction(async tx => {
    await lockRules(tx)
    const rules = (await selectRules(tx, nowMs)).map(ruleOf)
    const code = refusalOfPut(rules, wanted, by.address, nowMs)
    if (code) return { ok: false, code }
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
    const code = refusalOfRemoval(rows.map(ruleOf), ruleOf(rule), by.address, nowMs)
    if (code) return { ok: false, code }
    await deleteRule(tx, id)
    return { ok: true, rule }
  })
}
