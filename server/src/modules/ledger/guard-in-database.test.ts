import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { batchesFor, sequential, sumOf, type TestBatch } from '../../../test/guard-model.ts'
import { testNow } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import { arrayOf, type Transaction } from '../../platform/database.ts'
import { ownAccountId } from './accounts.ts'
import { balancesAfter, type Debit, guardArguments, guardsOf } from './guard.ts'
import { laneOf } from './lanes.ts'
import { drawsOf, lotsOf } from './lots.ts'

const seed = 20261122
const db = await testDatabase()
await addTestStore(db)
const own = ownAccountId('adjustments', currency)

/** Accounts as the batch wants them, with the same ids each time: the transaction is rolled back. */
async function open(tx: Transaction, accounts: TestBatch['accounts']): Promise<void> {
  for (const [id, { line, drawn }] of accounts) {
    const ranks = line.map((_, n) => n)
    await tx.query(
      `INSERT INTO ledger.lots (lane, id, kind, tender, rank, opened_at, escheat_from)
       SELECT $1, id, 'paid', 'test', rank, 'epoch', 'epoch' FROM unnest($2::uuid[], $3::bigint[]) l(id, rank)`,
      [laneOf(id), arrayOf(line.map(part => part.lotId)), arrayOf(ranks)],
    )
    await tx.query(
      `INSERT INTO ledger.accounts (lane, id, kind, name, currency, balance, floor, opened_at, lots, parts, ranks)
       VALUES ($1, $2, 'stored_value', '', $3, $4, 0, 'epoch', $5, $6, $7)`,
      [
        laneOf(id),
        id,
        currency,
        sumOf(line) - drawn,
        arrayOf(line.map(part => part.lotId)),
        arrayOf(line.map(part => part.amount)),
        arrayOf(ranks),
      ],
    )
  }
}

async function take(tx: Transaction, ids: readonly string[], debits: readonly Debit[]) {
  const guards = guardsOf(debits)
  const [row] = await tx.query<{ before: bigint[] }>(
    'SELECT ledger.take(0::smallint, 2::smallint, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS before',
    [
      arrayOf(ids),
      arrayOf(debits.map(debit => debit.accountId)),
      arrayOf(debits.map(() => own)),
      arrayOf(debits.map(debit => debit.amount)),
      currency,
      debits.map(() => new Date(testNow)),
      ...guardArguments(guards, [own]),
    ],
  )
  return balancesAfter(guards, row!.before)
}

test('the database takes a batch exactly as one payment after the other would, lot by lot', async () => {
  class RolledBack extends Error {}
  await fc.assert(
    fc.asyncProperty(batchesFor(3), async batch => {
      const { accounts, debits } = batch
      fc.pre(debits.length > 0)
      const run = db.transaction(async tx => {
        await open(tx, accounts)
        const model = sequential(batch)
        const ids = debits.map(() => newId())
        const balances = await take(tx, ids, debits)
        expect(balances).toEqual(model.balances)
        const posted = ids.filter((_, i) => balances[i] !== undefined)
        expect([...(await drawsOf(tx, posted)).values()]).toEqual(model.draws)
        const lots = await lotsOf(tx, [...accounts.keys()])
        for (const [id, parts] of model.end) {
          expect(lots.get(id)!.map(lot => ({ lotId: lot.id, amount: lot.amount }))).toEqual(parts)
        }
        throw new RolledBack()
      })
      await expect(run).rejects.toThrow(RolledBack)
    }),
    { seed, numRuns: 150 },
  )
})
