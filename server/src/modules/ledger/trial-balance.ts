/**
 * The trial balance. Customers' accounts enter with their guarded balances and the brand's own with the sums of their transfers:
 * two sources that were written apart, so that the difference is zero only when they agree.
 */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import type { AccountKind } from './store.ts'

export interface TrialBalanceRow {
  readonly accountId: Uuid | null
  readonly kind: AccountKind
  readonly name: string
  readonly accounts: bigint
  readonly currency: string
  /** Credits less debits. */
  readonly balance: bigint
}

/** All accounts in one statement, hence one snapshot; at a time in the past, customers' accounts are summed from transfers too. */
export async function trialBalanceRows(db: Queryable, atMs: number | undefined): Promise<TrialBalanceRow[]> {
  const customers =
    atMs === undefined
      ? `SELECT kind, currency, count(*) AS accounts, coalesce(sum(balance), 0)::bigint AS balance
           FROM ledger.accounts WHERE balance IS NOT NULL GROUP BY kind, currency`
      : `SELECT a.kind, a.currency, count(*) AS accounts, coalesce(sum(s.balance), 0)::bigint AS balance
           FROM ledger.accounts a LEFT JOIN sums s USING (lane, id) WHERE a.balance IS NOT NULL GROUP BY a.kind, a.currency`
  return db.query<TrialBalanceRow>(
    `WITH legs AS (
       SELECT lane, debit_account AS id, -amount AS amount FROM ledger.transfers WHERE $1::timestamptz IS NULL OR at <= $1
       UNION ALL
       SELECT lane, credit_account, amount FROM ledger.transfers WHERE $1::timestamptz IS NULL OR at <= $1),
     sums AS (SELECT lane, id, sum(amount) AS balance FROM legs GROUP BY lane, id)
     SELECT a.id AS "accountId", a.kind, a.name, 1::bigint AS accounts, a.currency, coalesce(sum(s.balance), 0)::bigint AS balance
       FROM ledger.accounts a LEFT JOIN sums s USING (lane, id) WHERE a.balance IS NULL
      GROUP BY a.id, a.kind, a.name, a.currency
     UNION ALL
     SELECT NULL, c.kind, CASE c.kind WHEN 'debt' THEN 'Debts of customers' ELSE 'Customers' END, c.accounts, c.currency, c.balance
       FROM (${customers}) c
     ORDER BY currency, kind, name`,
    [atMs === undefined ? null : new Date(atMs)],
  )
}

export interface TrialBalanceTotal {
  readonly currency: string
  readonly debit: bigint
  readonly credit: bigint
}

/** Debit and credit of each currency; equal when the books balance. */
export function totalsOf(rows: readonly TrialBalanceRow[]): TrialBalanceTotal[] {
  const totals = new Map<string, { currency: string; debit: bigint; credit: bigint }>()
  for (const { currency, balance } of rows) {
    const total = totals.get(currency) ?? { currency, debit: 0n, credit: 0n }
    totals.set(currency, total)
    if (balance < 0n) total.debit -= balance
    else total.credit += balance
  }
  return [...totals.values()]
}
