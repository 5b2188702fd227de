/**
 * Groups movements by customer's account, so that the database guards each account once for a whole batch: with the sum of
 * all movements, and with the lowest and highest sum on the way, so that no single step may pass floor or ceiling.
 */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf } from '../../platform/database.ts'

/** What one transfer does to one customer's account; a payment is negative. */
export interface Movement {
  readonly accountId: Uuid
  readonly amount: bigint
}

export interface Guards {
  /** For each movement the place of its account in `accounts`, from 1. */
  readonly places: readonly number[]
  /** Each account once, in id order: writers that lock in one order never deadlock. */
  readonly accounts: readonly { id: Uuid; delta: bigint; low: bigint; high: bigint }[]
  /** For each movement the sum of its account's movements up to and with it. */
  readonly running: readonly bigint[]
}

export function guardsOf(movements: readonly Movement[]): Guards {
  const sums = new Map<Uuid, { id: Uuid; delta: bigint; low: bigint; high: bigint; place: number }>()
  const running = movements.map(({ accountId, amount }) => {
    const sum = sums.get(accountId) ?? { id: accountId, delta: 0n, low: 0n, high: 0n, place: 0 }
    sums.set(accountId, sum)
    sum.delta += amount
    if (sum.delta < sum.low) sum.low = sum.delta
    if (sum.delta > sum.high) sum.high = sum.delta
    return sum.delta
  })
  const accounts = [...sums.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  accounts.forEach((account, i) => {
    account.place = i + 1
  })
  return { places: movements.map(movement => sums.get(movement.accountId)!.place), accounts, running }
}

/** The arguments `_guarded, _account, _delta, _low, _high, _own` of the database's posting functions. */
export function guardArguments(guards: Guards, own: Iterable<Uuid>): string[] {
  return [
    arrayOf(guards.places),
    arrayOf(guards.accounts.map(account => account.id)),
    arrayOf(guards.accounts.map(account => account.delta)),
    arrayOf(guards.accounts.map(account => account.low)),
    arrayOf(guards.accounts.map(account => account.high)),
    arrayOf([...new Set(own)]),
  ]
}

/** Balance after each movement; undefined where its account did not allow the batch. */
export function balancesAfter(guards: Guards, before: readonly (bigint | null)[]): (bigint | undefined)[] {
  return guards.running.map((sum, i) => {
    const start = before[guards.places[i]! - 1]
    return start === null || start === undefined ? undefined : start + sum
  })
}
