/** What the server's own database role may do: a decision for every table, and nothing beyond it. */
import { expect, test } from 'vitest'
import { sqlState } from '../../src/platform/database.ts'
import { appDatabase } from '../database.ts'
import { tableDecisions } from './table-decisions.ts'

const db = await appDatabase()

const privileges = `SELECT format('%I.%I', n.nspname, c.relname) AS "table",
    concat(CASE WHEN has_table_privilege('ringfence_app', c.oid, 'SELECT') THEN 's' END,
           CASE WHEN has_table_privilege('ringfence_app', c.oid, 'INSERT') THEN 'i' END,
           CASE WHEN has_table_privilege('ringfence_app', c.oid, 'UPDATE') THEN 'u' ELSE 'u(' || columns || ')' END,
           CASE WHEN has_table_privilege('ringfence_app', c.oid, 'DELETE') THEN 'd' END,
           CASE WHEN has_table_privilege('ringfence_app', c.oid, 'TRUNCATE, REFERENCES, TRIGGER') THEN '!' END) AS may
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (SELECT string_agg(a.attname, ',' ORDER BY a.attnum) AS columns FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        AND has_column_privilege('ringfence_app', c.oid, a.attnum, 'UPDATE')) u ON true
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema$)' ORDER BY 1`

test('every table has a decision on what the server may do to it, and the database says the same [S8] [S11]', async () => {
  const rows = await db.owner.query<{ table: string; may: string }>(privileges)
  expect(Object.fromEntries(rows.map(row => [row.table, row.may]))).toEqual(tableDecisions)
})

test('the server owns nothing, makes nothing and has no power over the cluster [S8]', async () => {
  const [role] = await db.query(
    `SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user`,
  )
  const no = { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false, rolbypassrls: false }
  expect(role).toEqual({ rolname: 'ringfence_app', ...no })
  const owned = await db.query(`SELECT relname FROM pg_class WHERE pg_has_role('ringfence_app', relowner, 'MEMBER')`)
  expect(owned).toEqual([])
})

const forbidden: readonly [what: string, statement: string][] = [
  ['rewrite a transfer', 'UPDATE ledger.transfers SET amount = 1'],
  ['delete a transfer', 'DELETE FROM ledger.transfers'],
  ['empty the ledger', 'TRUNCATE ledger.transfers, ledger.batches'],
  ['rewrite the chain', "UPDATE ledger.batches SET hash = sha256('x')"],
  ['take back an event', 'DELETE FROM ringfence.outbox'],
  ['forget a refund', 'DELETE FROM payments.refunds'],
  ['delete a payment', 'DELETE FROM payments.payments'],
  ['give an account to somebody else', 'UPDATE wallet.accounts SET customer_id = gen_random_uuid()'],
  ['move a payment to another account', 'UPDATE payments.payments SET account_id = gen_random_uuid()'],
  ['lift the floor of an account', 'UPDATE ledger.accounts SET floor = -1000000'],
  ['add a column', 'ALTER TABLE wallet.cards ADD COLUMN mine text'],
  ['drop a guard', 'ALTER TABLE ledger.accounts DROP CONSTRAINT not_below_floor'],
  ['switch off row-level security', 'ALTER TABLE wallet.cards DISABLE ROW LEVEL SECURITY'],
  ['make a table', 'CREATE TABLE ledger.mine (id int)'],
  ['make a table elsewhere', 'CREATE TABLE public.mine (id int)'],
  [
    'replace a function',
    "CREATE OR REPLACE FUNCTION ledger.expect_own(smallint, uuid[], text) RETURNS void LANGUAGE sql AS ''",
  ],
  ['make a role', 'CREATE ROLE mine'],
  ['become the owner', 'SET ROLE ringfence'],
  ['read the files of the server', "SELECT pg_read_file('postgresql.conf')"],
  ['run a program', "COPY wallet.customers TO PROGRAM 'cat'"],
  ['mark a migration as done', "INSERT INTO ringfence.migrations VALUES ('9999-x', 'x')"],
]
test.each(forbidden)('the server cannot %s [S8] [S11]', async (_, statement) => {
  const [owner] = await db.owner.query<{ name: string }>('SELECT current_user AS name')
  const failure = await db.query(statement.replace('SET ROLE ringfence', `SET ROLE ${owner!.name}`)).catch(sqlState)
  expect(failure).toBe('42501')
})
