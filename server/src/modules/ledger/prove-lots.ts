/** Proves lots and holds from what is stored: what transfers say that they moved against what accounts say that they hold. */
import type { Queryable } from '../../platform/database.ts'
import { type Check, check } from './check.ts'

export async function proveLots(snapshot: Queryable): Promise<Check> {
  // What each account holds of each lot, by its line; and by all transfers that ever moved some of the lot.
  const wrong = await snapshot.query<{ id: string; lot: string }>(
    `WITH lined AS (
       SELECT a.lane, a.id, x.lot, sum(x.part) OVER (PARTITION BY a.lane, a.id ORDER BY x.i) - x.part AS before, x.part,
              sum(x.part) OVER (PARTITION BY a.lane, a.id) - a.balance AS drawn
         FROM ledger.accounts a CROSS JOIN LATERAL unnest(a.lots, a.parts) WITH ORDINALITY x(lot, part, i)),
     held AS (SELECT lane, id, lot, part - least(greatest(drawn - before, 0), part) AS amount FROM lined),
     legs AS (
       SELECT lane, debit_account AS id, lots, parts, -1 AS sign FROM ledger.transfers WHERE lots IS NOT NULL
       UNION ALL SELECT lane, credit_account, lots, parts, 1 FROM ledger.transfers WHERE lots IS NOT NULL),
     moved AS (
       SELECT t.lane, t.id, x.lot, t.sign * x.part AS amount
         FROM legs t JOIN ledger.accounts a ON a.lane = t.lane AND a.id = t.id AND a.kind = 'stored_value'
        CROSS JOIN LATERAL unnest(t.lots, t.parts) x(lot, part)
       UNION ALL SELECT lane, id, id, opening FROM ledger.lots WHERE opening > 0),
     sums AS (SELECT lane, id, lot, sum(amount) AS amount FROM moved GROUP BY lane, id, lot)
     SELECT coalesce(h.id, s.id) AS id, coalesce(h.lot, s.lot) AS lot
       FROM held h FULL JOIN sums s USING (lane, id, lot)
      WHERE coalesce(h.amount, 0) <> coalesce(s.amount, 0) LIMIT 20`,
  )
  const unequal = await snapshot.query<{ id: string }>(
    `SELECT id FROM ledger.accounts
      WHERE (kind = 'stored_value' AND balance > (SELECT coalesce(sum(part), 0) FROM unnest(parts) part))
         OR (kind <> 'stored_value' AND cardinality(lots) > 0) LIMIT 20`,
  )
  const odd = await snapshot.query<{ id: string }>(
    `SELECT id FROM ledger.transfers WHERE amount <> (SELECT sum(part) FROM unnest(parts) part) LIMIT 20`,
  )
  return check(
    'lots',
    [
      ...wrong.map(row => `account ${row.id} does not hold what its transfers say of lot ${row.lot}`),
      ...unequal.map(row => `the lots of account ${row.id} do not make up its balance`),
      ...odd.map(row => `the lots of transfer ${row.id} do not make up its amount`),
    ],
    'every account holds of every lot what its transfers brought and took, and its lots make up its balance',
  )
}

export async function proveHolds(snapshot: Queryable): Promise<Check> {
  const accounts = await snapshot.query<{ id: string }>(
    `SELECT a.id FROM ledger.accounts a
       FULL JOIN (SELECT lane, account_id AS id, sum(amount) AS held FROM ledger.holds WHERE state = 'open' GROUP BY lane, account_id) h
         USING (lane, id)
      WHERE coalesce(a.held, 0) <> coalesce(h.held, 0) LIMIT 20`,
  )
  const sums = await snapshot.query<{ currency: string }>(
    `SELECT coalesce(h.currency, s.currency) AS currency
       FROM (SELECT currency, sum(amount) AS held FROM ledger.holds WHERE state = 'open' GROUP BY currency) h
       FULL JOIN (SELECT a.currency, sum(t.amount) AS held
                    FROM ledger.accounts a
                    JOIN (SELECT lane, credit_account AS id, amount FROM ledger.transfers
                          UNION ALL SELECT lane, debit_account, -amount FROM ledger.transfers) t USING (lane, id)
                   WHERE a.kind = 'holds' GROUP BY a.currency) s USING (currency)
      WHERE coalesce(h.held, 0) <> coalesce(s.held, 0)`,
  )
  return check(
    'holds',
    [
      ...accounts.map(row => `account ${row.id} has more or less on hold than its open holds`),
      ...sums.map(row => `the account of holds in ${row.currency} does not equal the open holds`),
    ],
    'what is on hold equals the open holds',
  )
}
