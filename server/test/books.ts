/** What must hold at the end of every test that moves money. */
import { expect } from 'vitest'
import type { Uuid } from '../src/kernel/ids.ts'
import { accountStates, proveLedger } from '../src/modules/ledger/index.ts'
import type { Database } from '../src/platform/database.ts'

/** The books prove themselves, and every payment, refund and load has its transfer, and the other way round. */
export async function expectSoundBooks(db: Database): Promise<void> {
  expect((await proveLedger(db)).checks.filter(check => !check.ok)).toEqual([])
  const odd = await db.query(
    `WITH deeds AS (
       SELECT id, 2 AS kind, account_id AS account, amount, currency FROM payments.payments
       UNION ALL
       SELECT r.id, 3, p.account_id, r.amount, r.currency
         FROM payments.refunds r JOIN payments.payments p ON p.lane = r.lane AND p.id = r.payment_id
       UNION ALL
       SELECT id, 1, account_id, amount, currency FROM funding.loads WHERE status = 'succeeded')
     SELECT d.id AS deed, t.id AS transfer FROM deeds d
       FULL JOIN (SELECT *, CASE kind WHEN 2 THEN debit_account ELSE credit_account END AS account
                    FROM ledger.transfers WHERE kind IN (1, 2, 3)) t USING (id, kind, account, amount, currency)
      WHERE d.id IS NULL OR t.id IS NULL LIMIT 5`,
  )
  expect(odd).toEqual([])
  const over = await db.query(
    `SELECT p.id FROM payments.payments p LEFT JOIN payments.refunds r ON r.payment_id = p.id
      GROUP BY p.id, p.refunded HAVING p.refunded <> coalesce(sum(r.amount), 0)`,
  )
  expect(over).toEqual([])
}

export async function balanceOf(db: Database, accountId: Uuid): Promise<bigint> {
  return (await accountStates(db, [accountId])).get(accountId)!.balance
}
