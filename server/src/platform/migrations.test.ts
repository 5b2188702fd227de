import { randomBytes } from 'node:crypto'
import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, inject, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { databaseUrl } from '../../test/postgres.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrations.ts'

const db = await testDatabase()
const ours = fileURLToPath(new URL('../../db/', import.meta.url))
const copy = `${await mkdtemp(join(tmpdir(), 'ringfence-migrations-'))}/`
await cp(ours, copy, { recursive: true })
afterAll(() => rm(copy, { recursive: true }))

test('two processes migrate an empty database at the same time: both succeed, and each migration is applied once', async () => {
  const url = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = openDatabase(url, { max: 1 })
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`)
  const processes = [1, 2].map(() => openDatabase(databaseUrl(url, name), { max: 2 }))
  const [first, second] = await Promise.all(processes.map(process => migrate(process)))
  expect([...first!.applied, ...second!.applied].sort()).toEqual((await readdir(`${ours}migrations`)).sort())
  expect(await migrate(processes[0]!)).toEqual({ applied: [], version: first!.version })
  await Promise.all(processes.map(process => process.end()))
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
  await admin.end()
})

test('a migration that was changed after it was applied is refused by name', async () => {
  const file = `${copy}migrations/0003-wallet/up.sql`
  await appendFile(file, '-- just a comment\n')
  await expect(migrate(db, copy)).rejects.toThrow('migration 0003-wallet was changed')
  await cp(`${ours}migrations/0003-wallet/up.sql`, file)
  expect((await migrate(db, copy)).applied).toEqual([])
})

test('a migration whose assertion fails leaves nothing behind', async () => {
  await cp(`${copy}migrations/0003-wallet`, `${copy}migrations/9999-broken`, { recursive: true })
  await writeFile(`${copy}migrations/9999-broken/up.sql`, 'CREATE TABLE ringfence.half ()')
  await writeFile(`${copy}migrations/9999-broken/assert_after.sql`, `DO $$ BEGIN ASSERT false, 'no'; END $$`)
  await expect(migrate(db, copy)).rejects.toThrow('no')
  await rm(`${copy}migrations/9999-broken`, { recursive: true })
  expect(await db.query(`SELECT to_regclass('ringfence.half') AS half`)).toEqual([{ half: null }])
  expect((await migrate(db, copy)).applied).toEqual([])
})

test('functions are applied anew when their text changes', async () => {
  const answer = (n: number) =>
    `CREATE OR REPLACE FUNCTION ringfence.answer() RETURNS int LANGUAGE sql AS 'SELECT ${n}';`
  for (const n of [41, 42]) {
    await writeFile(`${copy}code/99-answer.sql`, answer(n))
    await migrate(db, copy)
    expect(await db.query('SELECT ringfence.answer()')).toEqual([{ answer: n }])
  }
})

test('every table has a primary key, and in the ledger and whatever stands beside a lane it begins with the lane', async () => {
  const keys = await db.query<{ name: string; primary: boolean | null; lane: boolean; first: string | null }>(
    `SELECT c.oid::regclass::text AS name, i.indisprimary AS primary,
            EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'lane') OR n.nspname = 'ledger' AS lane,
            (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0]) AS first
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const tables = Map.groupBy(keys, key => key.name)
  expect(tables.size).toBeGreaterThan(20)
  for (const [name, ofTable] of tables)
    expect(
      ofTable.filter(key => key.primary),
      name,
    ).toHaveLength(1)
  expect(keys.filter(key => key.lane && key.first !== 'lane')).toEqual([])
})

test('no column holds money inexactly', async () => {
  const inexact = await db.query(
    `SELECT table_schema, table_name, column_name FROM information_schema.columns
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
        AND data_type IN ('real', 'double precision', 'numeric', 'money')`,
  )
  expect(inexact).toEqual([])
})
