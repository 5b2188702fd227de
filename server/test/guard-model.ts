/** For tests: random batches of movements, and the plainest model of what a guarded account does with them. */
import fc from 'fast-check'
import { namedId, type Uuid } from '../src/kernel/ids.ts'
import type { Movement } from '../src/modules/ledger/guard.ts'

export interface TestAccount {
  readonly balance: bigint
  readonly floor: bigint
  readonly ceiling: bigint | null
}

export interface TestBatch {
  readonly accounts: ReadonlyMap<Uuid, TestAccount>
  readonly movements: readonly Movement[]
}

/** Batches over so many accounts, with balances, floors and ceilings that some of the movements pass. */
export function batchesFor(accountCount: number): fc.Arbitrary<TestBatch> {
  const ids = Array.from({ length: accountCount }, (_, i) => namedId('guarded', String(i)))
  const account = fc
    .record({ floor: fc.bigInt(-20n, 20n), above: fc.bigInt(0n, 100n), room: fc.option(fc.bigInt(0n, 100n)) })
    .map(({ floor, above, room }) => ({
      floor,
      balance: floor + above,
      ceiling: room === null ? null : floor + above + room,
    }))
  const amount = fc.bigInt(-60n, 60n).filter(value => value !== 0n)
  const movement = fc.record({ accountId: fc.constantFrom(...ids), amount })
  return fc
    .tuple(
      fc.array(account, { minLength: accountCount, maxLength: accountCount }),
      fc.array(movement, { maxLength: 12 }),
    )
    .map(([accounts, movements]) => ({ accounts: new Map(ids.map((id, i) => [id, accounts[i]!])), movements }))
}

/** One movement after the other. An account of which one step is not allowed takes none of the batch. */
export function sequential({ accounts }: Pick<TestBatch, 'accounts'>, movements: readonly Movement[]) {
  const balances = new Map([...accounts].map(([id, account]) => [id, account.balance]))
  const refused = new Set<Uuid>()
  const steps = movements.map(({ accountId, amount }) => {
    const { floor, ceiling } = accounts.get(accountId)!
    const next = balances.get(accountId)! + amount
    const stepAllowed = next >= floor && (ceiling === null || amount < 0n || next <= ceiling)
    if (!stepAllowed) refused.add(accountId)
    balances.set(accountId, next)
    return { accountId, next }
  })
  return {
    balances: steps.map(({ accountId, next }) => (refused.has(accountId) ? undefined : next)),
    end: new Map([...accounts].map(([id, { balance }]) => [id, refused.has(id) ? balance : balances.get(id)!])),
  }
}
