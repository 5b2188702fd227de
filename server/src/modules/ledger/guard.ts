/** Groups payments by the account that pays, so that the database guards each account once for a whole batch. */
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf } from '../../platform/database.ts'

/** What one transfer takes from one customer's account. */
export interface Debit {
  readonly accountId: Uuid
  readonly amount: bigint
}

export interface Guards {
  /** For each debit the place of its account in `accounts`, from 1. */
  readonly places: readonly number[]
  /** Each account once with all that it pays, in id order: writers that lock in one order never deadlock. */
  readonly accounts: readonly { id: Uuid; sum: bigint }[]
  /** For each debit the sum of its account's debits up to and with it. */
  readonly running: readonly bigint[]
}

export function guardsOf(debits: readonly Debit[]): Guards {
  const sums = new Map<Uuid, { id: Uuid; sum: bigint; place: number }>()
  const running = debits.map(({ accountId, amount }) => {
    const sum = sums.get(accountId) ?? { id: accountId, sum: 0n, place: 0 }
    sums.set(accountId, sum)
    sum.sum += amount
    return sum.sum
  })
  const accounts = [...sums.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  accounts.forEach((account, i) => {
    account.place = i + 1
  })
  return { places: debits.map(debit => sums.get(debit.accountId)!.place), accounts, running }
}

/** The arguments `_guarded, _running, _account, _sum, _own` of the database's taking functions. */
export function guardArguments(guards: Guards, own: Iterable<Uuid>): string[] {
  return [
    arrayOf(guards.places),
    arrayOf(guards.running),
    arrayOf(guards.accounts.map(account => account.id)),
    arrayOf(guards.accounts.map(account => account.sum)),
    arrayOf([...new Set(own)]),
  ]
}

/** Balance after each debit; undefined where its account did not allow the batch. */
export function balancesAfter(guards: Guards, before: readonly (bigint | null)[]): (bigint | undefined)[] {
  return guards.running.map((sum, i) => {
    const start = before[guards.places[i]! - 1]
    return start === null || start === undefined ? undefined : start - sum
  })
}
