/** How a standing rule shows itself to its customer. */
import type { AutoTopUpReason, AutoTopUpTrigger, AutoTopUp as AutoTopUpView } from '@ringfence/contract'
import { weekdays } from '@ringfence/contract'
import { assert } from '../../../kernel/assert.ts'
import { toTypeId } from '../../../kernel/ids.ts'
import { fromJson, toJson } from '../../../kernel/money.ts'
import type { Limits, State, Trigger } from './state.ts'
import type { AutoTopUp } from './store.ts'

export function autoTopUpView(
  { accountId, currency, state, lastLoadId, updatedMs }: AutoTopUp,
  limits: Limits,
): AutoTopUpView {
  const { rule, status, notBefore, nextDateMs } = state
  assert(status !== 'removed', 'a removed rule is not shown')
  const reason = reasonOf(state)
  return {
    accountId: toTypeId('acc', accountId),
    amount: toJson(rule.amount),
    currency,
    trigger: triggerView(rule.trigger),
    paymentMethodId: toTypeId('pmt', rule.paymentMethodId),
    status: status !== 'on' ? status : state.charge ? 'charging' : state.blocked ? 'waiting' : 'on',
    reason: reason ?? null,
    reasonText: reason ? textOf(reason, state) : null,
    notBefore: status === 'on' ? new Date(notBefore.atMs).toISOString() : null,
    nextDate: status === 'on' && nextDateMs !== undefined ? new Date(nextDateMs).toISOString() : null,
    declinesInARow: state.declinesInARow,
    lastCharge: chargeView(state, lastLoadId),
    limits: {
      coolDownSeconds: limits.coolDownMs / 1_000,
      chargesPerDay: limits.chargesPerDay,
      amountPerDay: toJson(limits.amountPerDay),
      declinesUntilOff: limits.backOffMs.length + 1,
    },
    updatedAt: new Date(updatedMs).toISOString(),
  }
}

function reasonOf({ status, charge, blocked }: State): AutoTopUpReason | undefined {
  if (status === 'needsYou') return 'authenticationRequired'
  if (status === 'off') return 'repeatedDeclines'
  return charge ? undefined : blocked
}

const sentences: Record<AutoTopUpReason, string> = {
  notice: 'The first charge waits until you have had time to read our notice.',
  coolDown: 'You were charged a moment ago. The next charge waits a little.',
  dailyLimit: 'The most for one day was charged. It goes on tomorrow.',
  balanceMaximum: 'Your balance is too high for another charge of this amount.',
  accountFrozen: 'Your account is frozen.',
  declined: 'The card was declined. We try again later.',
  authenticationRequired: 'Your bank wants you to confirm. Save the rule again, or load once by yourself.',
  repeatedDeclines: 'The card was declined too often. Choose another card, or save the rule again.',
}

/** With the bank's own words, where it gave some. */
function textOf(reason: AutoTopUpReason, { last }: State): string {
  const isAboutCard = ['declined', 'authenticationRequired', 'repeatedDeclines'].includes(reason)
  return isAboutCard && last?.reason ? `${last.reason} ${sentences[reason]}` : sentences[reason]
}

function chargeView({ charge, last }: State, lastLoadId: string | undefined): AutoTopUpView['lastCharge'] {
  const shown = charge ?? last?.charge
  if (!shown) return null
  const at = { at: new Date(shown.atMs).toISOString(), amount: toJson(shown.amount) }
  if (charge) return { loadId: null, ...at, outcome: 'pending', declineReason: null }
  const { outcome, reason } = last!
  return {
    loadId: lastLoadId === undefined ? null : toTypeId('lod', lastLoadId),
    ...at,
    outcome: outcome === 'succeeded' || outcome === 'authenticationRequired' ? outcome : 'declined',
    declineReason: reason ?? null,
  }
}

function triggerView(trigger: Trigger): AutoTopUpTrigger {
  if (trigger.type === 'threshold') return { type: 'threshold', threshold: toJson(trigger.threshold) }
  if (trigger.type === 'monthly') return { type: 'monthly', day: trigger.day }
  return { type: 'weekly', weekday: weekdays[trigger.weekday - 1]! }
}

export function triggerOf(trigger: AutoTopUpTrigger): Trigger {
  if (trigger.type === 'threshold') return { type: 'threshold', threshold: fromJson(trigger.threshold) }
  if (trigger.type === 'monthly') return { type: 'monthly', day: trigger.day }
  return { type: 'weekly', weekday: weekdays.indexOf(trigger.weekday) + 1 }
}
