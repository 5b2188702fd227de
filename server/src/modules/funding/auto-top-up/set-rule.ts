/** The customer sets, changes, starts again or removes the standing rule of an account. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Database, Transaction } from '../../../platform/database.ts'
import { step } from './rules.ts'
import { type AutoTopUpRoom, noticesOf } from './run-due.ts'
import type { Rule } from './state.ts'
import { type AutoTopUp, insertAutoTopUp, lockAutoTopUp, updateAutoTopUp } from './store.ts'

/** Who tells the customer, and the limits that hold. */
export type RuleRoom = Pick<AutoTopUpRoom, 'limits' | 'tell'>

export interface RuleToSet {
  readonly accountId: Uuid
  readonly customerId: Uuid
  readonly currency: string
  readonly rule: Rule
  readonly atMs: number
}

/** The same rule again changes nothing while it is on, and starts it again when it has stopped. */
export async function setAutoTopUp(db: Database, room: RuleRoom, request: RuleToSet): Promise<AutoTopUp> {
  for (;;) {
    const saved = await db.transaction(tx => trySet(tx, room, request))
    if (saved) return saved
  }
}

/** Undefined: another request set the account's first rule at the same instant, so there is one to change now. */
async function trySet(tx: Transaction, room: RuleRoom, request: RuleToSet): Promise<AutoTopUp | undefined> {
  const { accountId, customerId, currency, rule, atMs } = request
  const known = await lockAutoTopUp(tx, accountId)
  const { state, effects } = step(known?.state, { type: 'set', rule, atMs }, room.limits)!
  if (known && effects.length === 0) return known
  const saved = { accountId, customerId, currency, state, lastLoadId: known?.lastLoadId, updatedMs: atMs }
  if (known) await updateAutoTopUp(tx, saved)
  else if (!(await insertAutoTopUp(tx, saved))) return undefined
  await room.tell(tx, saved, noticesOf(effects), atMs)
  return saved
}

/** False when there is no rule. A charge in flight still ends, and is told. */
export async function removeAutoTopUp(
  db: Database,
  { limits }: RuleRoom,
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
