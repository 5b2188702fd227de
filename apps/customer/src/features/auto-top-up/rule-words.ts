/** The standing rule in words. */
import type { AutoTopUp, AutoTopUpTrigger, Weekday } from '@ringfence/contract'
import { formatMoney } from '@ringfence/ui'

type Rule = Pick<AutoTopUp, 'amount' | 'currency' | 'trigger'>

/** `Auto top-up: $25 when below $10`. */
export function ruleInShort(rule: Rule): string {
  const amount = formatMoney(rule, { fraction: 'trim' })
  return `Auto top-up: ${amount} ${whenOf(rule.trigger, rule.currency)}`
}

/** `when below $10`, `every Monday`, `on day 15 of each month`. */
export function whenOf(trigger: AutoTopUpTrigger, currency: string): string {
  if (trigger.type === 'threshold') {
    return `when below ${formatMoney({ amount: trigger.threshold, currency }, { fraction: 'trim' })}`
  }
  return trigger.type === 'weekly' ? `every ${weekdayName(trigger.weekday)}` : `monthly on day ${trigger.day}`
}

export function weekdayName(weekday: Weekday): string {
  return weekday.charAt(0).toUpperCase() + weekday.slice(1)
}
