/**
 * Proves the books from what is stored: the chain of hashes is recomputed, every guarded balance is compared with its transfers,
 * and each currency must balance to zero. Runs on one snapshot, beside live payments.
 */
import type { Database, Queryable } from '../../platform/database.ts'
import { type Check, check } from './check.ts'
import { proveChain } from './prove-chain.ts'
import { proveHolds, proveLots } from './prove-lots.ts'
import { totalsOf, trialBalanceRows } from './trial-balance.ts'

export interface LedgerProof {
  readonly ok: boolean
  readonly transfers: number
  readonly accounts: number
  readonly heads: readonly { lane: number; batch: number; hash: string }[]
  readonly checks: readonly Check[]
}

export async function proveLedger(db: Database): Promise<LedgerProof> {
  return db.snapshot(async snapshot => {
    const chain = await proveChain(snapshot)
    const checks = [
      check('chain', chain.faults, `${chain.transfers} transfers, every batch fits the one before`),
      await proveBalances(snapshot),
      await proveConservation(snapshot),
      await proveNothingOutside(snapshot),
      await proveReversals(snapshot),
      await proveLots(snapshot),
      await proveHolds(snapshot),
    ]
    const [accounts] = await snapshot.query<{ count: bigint }>('SELECT count(*) FROM ledger.accounts')
    return {
      ok: checks.every(check => check.ok),
      transfers: chain.transfers,
      accounts: Number(accounts!.count),
      heads: chain.heads,
      checks,
    }
  })
}

async function proveBalances(snapshot: Queryable): Promise<Check> {
  const wrong = await snapshot.query<{ id: string }>(
    `WITH legs AS (
       SELECT lane, debit_account AS id, -amount AS amount FROM ledger.transfers
       UNION ALL SELECT lane, credit_account, amount FROM ledger.transfers),
     sums AS (SELECT lane, id, sum(amount) AS balance FROM legs GROUP BY lane, id)
     SELECT a.id FROM ledger.accounts a LEFT JOIN sums s USING (lane, id)
      WHERE a.balance IS NOT NULL
        AND (a.balance <> coalesce(s.balance, 0) OR a.balance < a.floor OR a.balance > a.ceiling) LIMIT 20`,
  )
  return check(
    'balances',
    wrong.map(row => `account ${row.id} does not equal its transfers`),
    'every balance equals its transfers',
  )
}

async function proveConservation(snapshot: Queryable): Promise<Check> {
  const totals = totalsOf(await trialBalanceRows(snapshot, undefined))
  const wrong = totals.filter(total => total.debit !== total.credit)
  return check(
    'conservation',
    wrong.map(total => `${total.currency} is out of balance by ${total.debit - total.credit}`),
    `the trial balance is zero in ${totals.map(total => total.currency).join(', ') || 'every currency'}`,
  )
}

async function proveNothingOutside(snapshot: Queryable): Promise<Check> {
  const strays = await snapshot.query<{ id: string }>(
    `SELECT t.id FROM ledger.transfers t
       LEFT JOIN ledger.accounts d ON d.lane = t.lane AND d.id = t.debit_account AND d.currency = t.currency
       LEFT JOIN ledger.accounts c ON c.lane = t.lane AND c.id = t.credit_account AND c.currency = t.currency
      WHERE d.id IS NULL OR c.id IS NULL LIMIT 20`,
  )
  return check(
    'accounts',
    strays.map(row => `transfer ${row.id} names an unknown account`),
    'every transfer joins two known accounts',
  )
}

async function proveReversals(snapshot: Queryable): Promise<Check> {
  const wrong = await snapshot.query<{ id: string }>(
    `SELECT r.id FROM ledger.transfers r LEFT JOIN ledger.transfers o ON o.lane = r.lane AND o.id = r.reverses
      WHERE r.reverses IS NOT NULL AND (o.id IS NULL OR (o.debit_account, o.credit_account, o.amount, o.currency)
        IS DISTINCT FROM (r.credit_account, r.debit_account, r.amount, r.currency)) LIMIT 20`,
  )
  return check(
    'reversals',
    wrong.map(row => `reversal ${row.id} is not a mirror image`),
    'every reversal mirrors its transfer',
  )
}
