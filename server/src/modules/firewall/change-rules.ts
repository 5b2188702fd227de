/** Which changes of the rules are refused: never may who changes them be refused afterwards. Pure. */
import { locksOut, type RangeRule } from './rules.ts'

/** More would make each decision slow. */
export const rulesMax = 500

export type ChangeRefusal = 'rule_limit_reached' | 'would_lock_out'

/** `rules` are those in force; the one of the same effect and range makes room for the wanted. `address` is where the call comes from. */
export function refusalOfPut(
  rules: readonly RangeRule[],
  wanted: RangeRule,
  address: string,
  nowMs: number,
): ChangeRefusal | undefined {
  const others = without(rules, wanted)
  if (others.length >= rulesMax) return 'rule_limit_reached'
  return locksOut(address, { before: rules, after: [...others, wanted] }, nowMs) ? 'would_lock_out' : undefined
}

export function refusalOfRemoval(
  rules: readonly RangeRule[],
  removed: RangeRule,
  address: string,
  nowMs: number,
): ChangeRefusal | undefined {
  return locksOut(address, { before: rules, after: without(rules, removed) }, nowMs) ? 'would_lock_out' : undefined
}

/** An effect and a range together are one rule. */
function without(rules: readonly RangeRule[], { effect, range }: RangeRule): RangeRule[] {
  return rules.filter(rule => rule.effect !== effect || rule.range !== range)
}
