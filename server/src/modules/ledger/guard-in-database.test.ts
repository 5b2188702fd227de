import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTestStore, currency } from '../../../test/brand.ts'
import { testDatabase } from '../../../test/database.ts'
import { batchesFor, sequential, type TestBatch } from '../../../test/guard-model.ts'
import { testNow } from '../../../test/till.ts'
import { newId } from '../../kernel/ids.ts'
import { arrayOf, type Transaction } from '../../platform/database.ts'
import { ownAccountId } from './accounts.ts'
import { balancesAfter, guardArguments, guardsOf, type Movement } from './guard.ts'
import { laneOf } from './lanes.ts'

const seed = 20261122
const db = await testDatabase()
await addTestStore(db)
const own = ownAccountId('adjustments', currency)

/** Accounts as the batch wants them, with the same ids each time: the transaction is rolled back. */
async function open(tx: Transaction, accounts: TestBatch['accounts']): Promise<void> {
  for (const [id, { balance, floor, ceiling }] of accounts) {
    await tx.query(
      `INSERT INTO ledger.accounts (lane, id, kind, name, currency, balance, floor, ceiling, opened_at)
       VALUES ($1, $2, 'stored_value', '', $3, $4, $5, $6, 'epoch')`,
      [laneOf(id), id, currency, balance, floor, ceiling],
    )
  }
}

async function post(tx: Transaction, movements: readonly Movement[]): Promise<(bigint | undefined)[]> {
  const guards = guardsOf(movements)
  const [row] = await tx.query<{ before: bigint[] }>(
    `SELECT ledger.post(0::smallint, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, false) AS before`,
    [
      arrayOf(movements.map(() => newId())),
      arrayOf(movements.map(() => 5)),
      arrayOf(movements.map(({ accountId, amount }) => (amount < 0n ? accountId : own))),
      arrayOf(movements.map(({ accountId, amount }) => (amount < 0n ? own : accountId))),
      arrayOf(movements.map(({ amount }) => (amount < 0n ? -amount : amount))),
      currency,
      movements.map(() => new Date(testNow)),
      arrayOf(movements.map(() => null)),
      ...guardArguments(guards, [own]),
    ],
  )
  return balancesAfter(guards, row!.before)
}

test('the database takes a batch exactly as one movement after the other would', async () => {
  class RolledBack extends Error {}
  await fc.assert(
    fc.asyncProperty(batchesFor(3), async ({ accounts, movements }) => {
      fc.pre(movements.length > 0)
      const run = db.transaction(async tx => {
        await open(tx, accounts)
        const model = sequential({ accounts }, movements)
        expect(await post(tx, movements)).toEqual(model.balances)
        const rows = await tx.query<{ id: string; balance: bigint }>(
          'SELECT id, balance FROM ledger.accounts WHERE id = ANY ($1::uuid[])',
          [arrayOf([...accounts.keys()])],
        )
        expect(new Map(rows.map(row => [row.id, row.balance]))).toEqual(model.end)
        const [posted] = await tx.query<{ count: bigint }>('SELECT count(*) FROM ledger.transfers')
        expect(posted!.count).toBe(BigInt(model.balances.filter(balance => balance !== undefined).length))
        throw new RolledBack()
      })
      await expect(run).rejects.toThrow(RolledBack)
    }),
    { seed, numRuns: 150 },
  )
})
