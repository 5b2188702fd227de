/** For tests: random batches of payments, and the plainest model of what a guarded account does with them. */
import fc from 'fast-check'
import { namedId, type Uuid } from '../src/kernel/ids.ts'
import type { Debit } from '../src/modules/ledger/guard.ts'

/** Value of one lot. */
export interface ModelPart {
  readonly lotId: Uuid
  readonly amount: bigint
}

export interface TestBatch {
  /** Accounts, each with its lots in spend order, and how far the line is drawn down already. */
  readonly accounts: ReadonlyMap<Uuid, { readonly line: readonly ModelPart[]; readonly drawn: bigint }>
  readonly debits: readonly Debit[]
}

/** Batches over so many accounts with up to five lots each, and payments of which some are too much. */
export function batchesFor(accountCount: number): fc.Arbitrary<TestBatch> {
  const ids = Array.from({ length: accountCount }, (_, i) => namedId('guarded', String(i)))
  const account = fc.tuple(fc.array(fc.bigInt(1n, 40n), { maxLength: 5 }), fc.bigInt(0n, 200n))
  const debit = fc.record({ accountId: fc.constantFrom(...ids), amount: fc.bigInt(1n, 60n) })
  return fc
    .tuple(fc.array(account, { minLength: accountCount, maxLength: accountCount }), fc.array(debit, { maxLength: 12 }))
    .map(([accounts, debits]) => ({
      accounts: new Map(
        ids.map((id, i) => {
          const [amounts, drawn] = accounts[i]!
          const total = amounts.reduce((sum, amount) => sum + amount, 0n)
          const line = amounts.map((amount, n) => ({ lotId: namedId('lot', id, String(n)), amount }))
          return [id, { line, drawn: total === 0n ? 0n : drawn % total }]
        }),
      ),
      debits,
    }))
}

/** One payment after the other, lot by lot. An account that lacks the money for one of them takes none of the batch. */
export function sequential({ accounts, debits }: TestBatch) {
  const purses = new Map([...accounts].map(([id, { line, drawn }]) => [id, spend(line, drawn).left]))
  const refused = new Set<Uuid>()
  const steps = debits.map(({ accountId, amount }) => {
    const purse = purses.get(accountId)!
    if (sumOf(purse) < amount) refused.add(accountId)
    const { taken, left } = spend(purse, amount)
    purses.set(accountId, left)
    return { accountId, taken, balance: sumOf(left) }
  })
  return {
    balances: steps.map(({ accountId, balance }) => (refused.has(accountId) ? undefined : balance)),
    draws: steps.filter(({ accountId }) => !refused.has(accountId)).map(({ taken }) => taken),
    end: new Map(
      [...accounts].map(([id, { line, drawn }]) => [id, refused.has(id) ? spend(line, drawn).left : purses.get(id)!]),
    ),
  }
}

export function sumOf(parts: readonly ModelPart[]): bigint {
  return parts.reduce((sum, part) => sum + part.amount, 0n)
}

function spend(parts: readonly ModelPart[], amount: bigint): { taken: ModelPart[]; left: ModelPart[] } {
  const taken: ModelPart[] = []
  const left: ModelPart[] = []
  let open = amount
  for (const part of parts) {
    const share = part.amount < open ? part.amount : open
    open -= share
    if (share > 0n) taken.push({ ...part, amount: share })
    if (part.amount > share) left.push({ ...part, amount: part.amount - share })
  }
  return { taken, left }
}
