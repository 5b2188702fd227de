import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchesFor, sequential, type TestAccount } from '../../../test/guard-model.ts'
import { balancesAfter, guardsOf, type Movement } from './guard.ts'

const seed = 20261122

/** What the database's guard does with the sums (ledger.post): all of an account's movements, or none. */
function balanceBefore(account: TestAccount, guard: { delta: bigint; low: bigint; high: bigint }): bigint | null {
  const { balance, floor, ceiling } = account
  const allowed =
    balance + guard.low >= floor && (ceiling === null || guard.high <= 0n || balance + guard.high <= ceiling)
  return allowed ? balance : null
}

test('an account takes a batch exactly when every single step stays within floor and ceiling; balances are those of the steps', () => {
  fc.assert(
    fc.property(batchesFor(4), ({ accounts, movements }) => {
      const guards = guardsOf(movements)
      const before = guards.accounts.map(guard => balanceBefore(accounts.get(guard.id)!, guard))
      const after = balancesAfter(guards, before)
      const model = sequential({ accounts }, movements)
      expect(after).toEqual(model.balances)
      for (const [i, { id, delta }] of guards.accounts.entries()) {
        expect(before[i] === null ? accounts.get(id)!.balance : before[i]! + delta).toBe(model.end.get(id))
      }
    }),
    { seed, numRuns: 2_000 },
  )
})

test('accounts come once each, in id order, so that writers never deadlock', () => {
  fc.assert(
    fc.property(batchesFor(6), ({ movements }) => {
      const { accounts, places } = guardsOf(movements)
      const ids = accounts.map(account => account.id)
      expect(ids).toEqual([...new Set(movements.map(movement => movement.accountId))].sort())
      expect(places.map(place => ids[place - 1])).toEqual(movements.map(movement => movement.accountId))
    }),
    { seed },
  )
})

test('no movements need no guard', () => {
  expect(guardsOf([] as Movement[])).toEqual({ places: [], accounts: [], running: [] })
})
