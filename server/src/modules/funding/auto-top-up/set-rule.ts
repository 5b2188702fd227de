/** The customer sets, changes, starts again or removes the standing rule of an account. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import { step } from './rules.ts'
import type { Effect, Limits, Notice, Rule } from './state.ts'
import { type AutoTopUp, insertAutoTopUp, lockAutoTopUp, tell, updateAutoTopUp } from './store.ts'

export interface RuleToSet {
  readonly accountId: Uuid
  readonly customerId: Uuid
  readonly currency: string
  readonly rule: Rule
  readonly atMs: number
}

/** The same rule again changes nothing while it is on, and starts it again when it has stopped. */
export async function setAutoTopUp(db: Database, limits: Limits, request: RuleToSet): Promise<AutoTopUp> {
  for (;;) {
    const saved = await db.transaction(tx => trySet(tx, limits, request))
    if (saved) return saved
  }
}

/** Undefined: another request set the account's first rule at the same instant, so there is one to change now. */
async function trySet(tx: Transaction, limits: Limits, request: RuleToSet): Promise<AutoTopUp | undefined> {
  const { accountId, customerId, currency, rule, atMs } = request
  const known = await lockAutoTopUp(tx, accountId)
  const { state, effects } = step(known?.state, { type: 'set', rule, atMs }, limits)!
  if (known && effects.length === 0) return known
  const saved = { accountId, customerId, currency, state, lastLoadId: known?.lastLoadId, updatedMs: atMs }
  if (known) await updateAutoTopUp(tx, saved)
  else if (!(await insertAutoTopUp(tx, saved))) return undefined
  await tell(tx, saved, noticesOf(effects), atMs)
  return saved
}

/** False when there is no rule. A charge in flight still ends, and is told. */
export async function removeAutoTopUp(
  db: Database,
  limits: Limits,
  request: { accountId: Uuid; atMs: number },
): Promise<boolean> {
  return db.transaction(async tx => {
    const known = await lockAutoTopUp(tx, request.accountId)
    if (!known || known.state.status === 'removed') return false
    const { state } = step(known.state, { type: 'remove', atMs: request.atMs }, limits)!
    await updateAutoTopUp(tx, { ...known, state, updatedMs: request.atMs })
    return true
  })
}

export function noticesOf(effects: readonly Effect[]): Notice[] {
  return effects.flatMap(effect => (effect.type === 'tell' ? [effect.notice] : []))
}
