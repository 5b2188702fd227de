/** What must hold at the end of every test that moves money. */
import { expect } from 'vitest'
import type { Uuid } from '../src/kernel/ids.ts'
import { accountStates, proveLedger } from '../src/modules/ledger/index.ts'
import type { Database } from '../src/platform/database.ts'

/** The books prove themselves, and every payment, refund and load has its transfer, and the other way round. */
export async function expectSoundBooks(db: Database): Promise<void> {
  expect((await proveLedger(db)).checks.filter(check => !check.ok)).toEqual([])
  const odd = await db.query(
    `WITH plain AS (
       SELECT * FROM payments.payments p WHERE p.held IS NULL
          AND NOT EXISTS (SELECT FROM payments.tenders t WHERE t.payment_id = p.id AND NOT t.tip)),
     deeds AS (
       SELECT id, 2 AS kind, account_id AS account, amount, currency FROM plain
       UNION ALL
       SELECT t.id, CASE WHEN t.tip OR p.held IS NULL THEN 2 WHEN t.id = p.id THEN 6 ELSE 7 END,
              CASE WHEN p.held IS NULL OR t.tip OR t.id = p.id THEN t.account_id END, t.amount, p.currency
         FROM payments.tenders t JOIN payments.payments p ON p.lane = t.lane AND p.id = t.payment_id
       UNION ALL
       SELECT p.id, 6, p.account_id, p.held, p.currency FROM payments.payments p
        WHERE p.held IS NOT NULL AND NOT EXISTS (SELECT FROM payments.tenders t WHERE t.id = p.id)
       UNION ALL
       SELECT r.id, 3, r.account_id, r.amount, p.currency
         FROM payments.refund_parts r JOIN payments.payments p ON p.lane = r.lane AND p.id = r.payment_id
       UNION ALL
       SELECT id, 1, account_id, amount, currency FROM funding.loads WHERE status = 'succeeded'
       UNION ALL
       SELECT id, 1, account_id, amount, currency FROM gift_cards.gifts WHERE status IN ('open', 'cancelled', 'refunded', 'disputed')
       UNION ALL
       SELECT a.id, 1, c.account_id, a.amount, a.currency FROM gift_cards.activations a JOIN gift_cards.cards c ON c.id = a.card_id
       UNION ALL
       SELECT i.card_id, 1, c.account_id, i.balance, c.currency FROM gift_cards.imports i JOIN gift_cards.cards c ON c.id = i.card_id
        WHERE i.balance > 0)
     SELECT d.id AS deed, t.id AS transfer FROM deeds d
       FULL JOIN (SELECT *, CASE WHEN kind IN (2, 6) THEN debit_account ELSE credit_account END AS account
                    FROM ledger.transfers WHERE kind IN (1, 2, 3, 6, 7)) t USING (id, kind, amount, currency)
      WHERE d.id IS NULL OR t.id IS NULL OR d.account <> t.account LIMIT 5`,
  )
  expect(odd).toEqual([])
  const uneven = await db.query(
    `SELECT p.id FROM payments.payments p JOIN payments.tenders t ON t.payment_id = p.id
      GROUP BY p.id, p.amount, p.tipped HAVING coalesce(sum(t.amount) FILTER (WHERE NOT t.tip), p.amount) <> p.amount
         OR coalesce(sum(t.amount) FILTER (WHERE t.tip), 0) <> p.tipped
     UNION ALL
     SELECT r.id FROM payments.refunds r LEFT JOIN payments.refund_parts x ON x.refund_id = r.id
      GROUP BY r.id, r.amount HAVING coalesce(sum(x.amount), 0) <> r.amount`,
  )
  expect(uneven).toEqual([])
  const over = await db.query(
    `SELECT p.id FROM payments.payments p LEFT JOIN payments.refunds r ON r.payment_id = p.id
      GROUP BY p.id, p.refunded HAVING p.refunded <> coalesce(sum(r.amount), 0)`,
  )
  expect(over).toEqual([])
  const debts = await db.query(
    `SELECT a.id FROM ledger.accounts a LEFT JOIN funding.debts d ON d.lane = a.lane AND d.debt_account_id = a.id
      WHERE a.kind = 'debt' AND a.balance <> -coalesce(d.owed, 0)
     UNION ALL
     SELECT l.id FROM funding.loads l LEFT JOIN funding.load_refunds r ON r.lane = l.lane AND r.load_id = l.id AND r.status <> 'failed'
      GROUP BY l.lane, l.id HAVING l.refunded <> coalesce(sum(r.amount), 0)`,
  )
  expect(debts).toEqual([])
}

export async function balanceOf(db: Database, accountId: Uuid): Promise<bigint> {
  return (await accountStates(db, [accountId])).get(accountId)!.balance
}
