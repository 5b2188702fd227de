/** Row-level security behind the WHERE of every statement: what a customer's request could reach if a handler forgot whose it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedDemo } from '../../src/demo/seed-demo.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { newId } from '../../src/kernel/ids.ts'
import { sqlState } from '../../src/platform/database.ts'
import { asCustomer, beyondOwnRows } from '../../src/platform/row-security.ts'
import { testKey } from '../brand.ts'
import { appDatabase } from '../database.ts'
import { customersOwn, withoutOwner } from './table-owners.ts'

const db = await appDatabase()
let me: Uuid
beforeAll(async () => {
  await seedDemo({ db, masterKey: testKey, nowMs: Date.parse('2026-11-22T20:15:00Z'), currency: 'USD' })
  // Somebody with a gift bought, a card held, payments and loads: the one with most of them.
  const [row] = await db.owner.query<{ id: Uuid }>(
    `SELECT c.id FROM wallet.customers c JOIN gift_cards.gifts g ON g.buyer_id = c.id
       JOIN wallet.accounts a ON a.customer_id = c.id GROUP BY c.id ORDER BY count(*) DESC, c.id LIMIT 1`,
  )
  me = row!.id
}, 120_000)

const count = async (from: typeof db.owner, text: string, values: unknown[] = []) => {
  const [row] = await from.query<{ n: bigint }>(`SELECT count(*) AS n FROM ${text}`, values)
  return row!.n
}

test('every table says whose its rows are, or that they are no customer’s [S8]', async () => {
  const rows = await db.owner.query<{ name: string; secured: boolean }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relrowsecurity AS secured
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema$)' ORDER BY 1`,
  )
  expect(rows.filter(row => row.secured).map(row => row.name)).toEqual(Object.keys(customersOwn).sort())
  expect(rows.filter(row => !row.secured).map(row => row.name)).toEqual([...withoutOwner].sort())
})

describe.each(Object.entries(customersOwn))('%s', (table, own) => {
  test('without a WHERE, a customer’s request sees the own rows alone [S8] [A10]', async () => {
    const mine = own === 'nobody' ? 0n : await count(db.owner, `${table} t WHERE ${own}`, [me])
    expect(await asCustomer(me, () => count(db, table))).toBe(mine)
    expect(await asCustomer(me, () => db.transaction(tx => tx.query(`SELECT 1 FROM ${table}`)))).toHaveLength(
      Number(mine),
    )
    expect(await asCustomer(me, () => db.snapshot(snap => snap.query(`SELECT 1 FROM ${table}`)))).toHaveLength(
      Number(mine),
    )
    expect(await asCustomer(newId(), () => count(db, table))).toBe(0n)
    expect(await count(db, table)).toBe(await count(db.owner, table)) // the server's own work sees all
  })
})

test('most of these tables had foreign rows to hide [S8]', async () => {
  let hidden = 0
  for (const table of Object.keys(customersOwn)) {
    const all = await count(db.owner, table)
    if (all > (await asCustomer(me, () => count(db, table)))) hidden++
  }
  expect(hidden).toBeGreaterThan(12)
})

test('a customer’s request cannot write a row of somebody else, nor make an own one theirs [S8] [A10]', async () => {
  const [other] = await db.owner.query<{ id: Uuid; customer_id: Uuid }>(
    'SELECT id, customer_id FROM wallet.accounts WHERE customer_id <> $1 LIMIT 1',
    [me],
  )
  const insert = (accountId: Uuid) =>
    db.query(
      `INSERT INTO wallet.devices (id, account_id, alias, secret, name, enrolled_at) VALUES ($1, $2, $3, '\\x00', 'x', now())`,
      [newId(), accountId, 'ZZZZZZZ0'],
    )
  expect(await asCustomer(me, () => insert(other!.id)).catch(sqlState)).toBe('42501')
  expect(
    await asCustomer(me, () =>
      db.query('UPDATE wallet.cards SET design = design WHERE account_id = $1 RETURNING id', [other!.id]),
    ),
  ).toEqual([])
  const give = () => db.query('UPDATE gift_cards.gifts SET buyer_id = $2 WHERE buyer_id = $1', [me, other!.customer_id])
  expect(await asCustomer(me, give).catch(sqlState)).toBe('42501')
})

test('the customer does not stay on the connection, and requests at once do not mix [S8]', async () => {
  const ids = await db.owner.query<{ id: Uuid }>('SELECT id FROM wallet.customers LIMIT 20')
  const seen = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const { id } = ids[i % ids.length]!
      if (i % 5 === 4) return (await count(db, 'wallet.customers')) > 1n
      const rows = await asCustomer(id, () => db.query<{ id: Uuid }>('SELECT id FROM wallet.customers'))
      return rows.length === 1 && rows[0]!.id === id
    }),
  )
  expect(seen).toEqual(Array.from({ length: 200 }, () => true))
})

test('what is proved by a code runs beyond own rows, and comes back [S8]', async () => {
  await asCustomer(me, async () => {
    expect(await beyondOwnRows(() => count(db, 'wallet.customers'))).toBeGreaterThan(1n)
    expect(await count(db, 'wallet.customers')).toBe(1n)
  })
})

test('an id that could be more than an id never becomes part of a statement [S8]', () => {
  expect(() => asCustomer("'; RESET ROLE; --", () => {})).toThrow()
})

test('indexes of these tables use operators that row security lets through [S8]', async () => {
  // One that may leak is evaluated after the policy, and so never by the index: each look-up would read the whole table.
  const leaky = await db.owner.query<{ name: string }>(
    `SELECT DISTINCT i.indexrelid::regclass::text AS name
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relrowsecurity JOIN pg_class x ON x.oid = i.indexrelid
       JOIN pg_am a ON a.oid = x.relam AND a.amname = 'btree'
       CROSS JOIN unnest(i.indclass) AS k(opclass) JOIN pg_opclass o ON o.oid = k.opclass
       JOIN pg_amop p ON p.amopfamily = o.opcfamily AND p.amoplefttype = o.opcintype AND p.amoprighttype = o.opcintype AND p.amopstrategy = 3
       JOIN pg_operator r ON r.oid = p.amopopr JOIN pg_proc f ON f.oid = r.oprcode
      WHERE NOT f.proleakproof OR i.indexprs IS NOT NULL`,
  )
  expect(leaky).toEqual([])
})
afterAll(() => {})
