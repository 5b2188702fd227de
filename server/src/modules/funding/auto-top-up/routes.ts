/** A customer's standing rule over HTTP. A foreign account answers exactly as an absent one. */
import type { AutoTopUp as AutoTopUpView } from '@ringfence/contract'
import { fromTypeId, type Uuid } from '../../../kernel/ids.ts'
import { fromJson } from '../../../kernel/money.ts'
import type { Database } from '../../../platform/database.ts'
import type { Call, HandlersOf, Outcome } from '../../../platform/http.ts'
import { accountStates } from '../../ledger/index.ts'
import { accountsOf } from '../../wallet/index.ts'
import { selectMethod } from '../cards/store.ts'
import { type RuleRoom, removeAutoTopUp, setAutoTopUp } from './set-rule.ts'
import { selectAutoTopUp } from './store.ts'
import { autoTopUpView, triggerOf } from './views.ts'

export interface AutoTopUpRoutesRoom extends RuleRoom {
  readonly db: Database
  /** The least that one charge may be. */
  readonly loadMinimum: bigint
  /** Something may be due at once. */
  readonly wake: () => void
}

export function autoTopUpRoutes(
  room: AutoTopUpRoutesRoom,
): HandlersOf<'getMyAutoTopUp' | 'putMyAutoTopUp' | 'removeMyAutoTopUp' | 'listCustomerAutoTopUps'> {
  return {
    getMyAutoTopUp: async call => {
      const account = await ownAccount(room, call)
      const rule = account && (await selectAutoTopUp(room.db, account.id))
      if (!rule || rule.state.status === 'removed') return { ok: false, code: 'not_found' }
      return { ok: true, value: autoTopUpView(rule, room.limits) }
    },
    putMyAutoTopUp: call => put(room, call),
    removeMyAutoTopUp: async call => {
      const account = await ownAccount(room, call)
      const removed = account && (await removeAutoTopUp(room.db, room, { accountId: account.id, atMs: call.nowMs }))
      return removed ? { ok: true, value: undefined } : { ok: false, code: 'not_found' }
    },
    listCustomerAutoTopUps: call => listOf(room, call.params.id),
  }
}

async function put(room: AutoTopUpRoutesRoom, call: Call<'putMyAutoTopUp'>): Promise<Outcome<AutoTopUpView>> {
  const account = await ownAccount(room, call)
  if (!account) return { ok: false, code: 'not_found' }
  const { personId: customerId } = call.caller
  const amount = fromJson(call.body.amount)
  const trigger = triggerOf(call.body.trigger)
  if (amount < room.loadMinimum || amount > room.limits.amountPerDay) return invalid('/amount')
  const paymentMethodId = fromTypeId('pmt', call.body.paymentMethodId)
  const card = paymentMethodId && (await selectMethod(room.db, customerId, paymentMethodId))
  if (!card) return invalid('/paymentMethodId')
  // Just below the threshold there must still be room for a charge, or it would never come.
  const { ceiling } = (await accountStates(room.db, [account.id])).get(account.id)!
  const highest = amount + (trigger.type === 'threshold' ? trigger.threshold : 0n)
  if (ceiling !== null && highest > ceiling) return { ok: false, code: 'balance_limit_exceeded' }
  const rule = { amount, trigger, paymentMethodId: card.id }
  const { id: accountId, currency } = account
  const saved = await setAutoTopUp(room.db, room, { accountId, customerId, currency, rule, atMs: call.nowMs })
  room.wake()
  return { ok: true, value: autoTopUpView(saved, room.limits) }
}

/** Rules of a customer's accounts, for those who help the customer. */
async function listOf({ db, limits }: AutoTopUpRoutesRoom, id: string): Promise<Outcome<{ data: AutoTopUpView[] }>> {
  const customerId = fromTypeId('cus', id)
  const accounts = customerId === undefined ? [] : (await accountsOf(db, [customerId])).get(customerId)!
  if (accounts.length === 0) return { ok: false, code: 'not_found' }
  const rules = await Promise.all(accounts.map(account => selectAutoTopUp(db, account.uuid)))
  const data = rules.flatMap(rule => (rule && rule.state.status !== 'removed' ? [autoTopUpView(rule, limits)] : []))
  return { ok: true, value: { data } }
}

function invalid(pointer: string): Outcome<never> {
  return { ok: false, code: 'validation_failed', pointers: [pointer] }
}

async function ownAccount(
  { db }: AutoTopUpRoutesRoom,
  { caller, params }: Call<'getMyAutoTopUp'> | Call<'putMyAutoTopUp'> | Call<'removeMyAutoTopUp'>,
): Promise<{ id: Uuid; currency: string } | undefined> {
  const own = (await accountsOf(db, [caller.personId])).get(caller.personId)!
  const account = own.find(candidate => candidate.id === params.id)
  return account && { id: account.uuid, currency: account.currency }
}
