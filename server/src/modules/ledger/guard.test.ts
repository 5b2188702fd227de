import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchesFor, sequential, sumOf } from '../../../test/guard-model.ts'
import { balancesAfter, guardsOf } from './guard.ts'

const seed = 20261122

test('an account takes a batch exactly when it has the money for all of it; balances are those of the single steps', () => {
  fc.assert(
    fc.property(batchesFor(4), batch => {
      const guards = guardsOf(batch.debits)
      const balanceOf = (id: string) => sumOf(batch.accounts.get(id)!.line) - batch.accounts.get(id)!.drawn
      const before = guards.accounts.map(({ id, sum }) => (sum <= balanceOf(id) ? balanceOf(id) : null))
      const model = sequential(batch)
      expect(balancesAfter(guards, before)).toEqual(model.balances)
      for (const [i, { id, sum }] of guards.accounts.entries()) {
        expect(before[i] === null ? balanceOf(id) : before[i]! - sum).toBe(sumOf(model.end.get(id)!))
      }
    }),
    { seed, numRuns: 2_000 },
  )
})

test('accounts come once each, in id order, so that writers never deadlock', () => {
  fc.assert(
    fc.property(batchesFor(6), ({ debits }) => {
      const { accounts, places } = guardsOf(debits)
      const ids = accounts.map(account => account.id)
      expect(ids).toEqual([...new Set(debits.map(debit => debit.accountId))].sort())
      expect(places.map(place => ids[place - 1])).toEqual(debits.map(debit => debit.accountId))
    }),
    { seed },
  )
})

test('no payments need no guard', () => {
  expect(guardsOf([])).toEqual({ places: [], accounts: [], running: [] })
})
