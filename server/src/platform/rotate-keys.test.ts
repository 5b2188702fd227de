import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { testNow } from '../../test/till.ts'
import { keyedHash, masterKeyOf, open, seal } from './crypto.ts'
import { openKeyRing, refreshKeyRing } from './key-ring.ts'
import { retireMasterKeys, rotateMasterKey, type SealedColumn } from './rotate-keys.ts'

const db = await testDatabase()
const newMaster = () => masterKeyOf(randomBytes(32), 'test')
const first = newMaster()
const ring = await openKeyRing(db, first, testNow)

await db.query('CREATE TABLE public.secrets (id int PRIMARY KEY, sealed bytea, label text NOT NULL)')
const column: SealedColumn = {
  table: 'public.secrets',
  key: 'id',
  keyType: 'smallint',
  column: 'sealed',
  purpose: { sql: `'secret ' || label` },
}
const secretOf = (id: number) => Buffer.from(`canary secret ${id}`)
const write = (key: Parameters<typeof seal>[0], id: number) =>
  db.query('INSERT INTO public.secrets VALUES ($1, $2, $3)', [id, seal(key, `secret l${id}`, secretOf(id)), `l${id}`])
async function expectAllOpen(key: Parameters<typeof open>[0], count: number) {
  const rows = await db.query<{ id: number; sealed: Buffer }>('SELECT id, sealed FROM public.secrets ORDER BY id')
  expect(rows).toHaveLength(count)
  for (const { id, sealed } of rows) expect(open(key, `secret l${id}`, sealed)).toEqual(secretOf(id))
}
const room = (changed: { settle?: () => Promise<void>; onProgress?: () => void; columns?: SealedColumn[] } = {}) => ({
  db,
  columns: [column],
  settle: async () => {},
  onProgress: () => {},
  nowMs: testNow,
  ...changed,
})

test('processes that start at once make one ring, and only the right master key opens it [S19]', async () => {
  const rings = await Promise.all(Array.from({ length: 5 }, () => openKeyRing(db, first, testNow)))
  for (const other of rings) expect(open(other, 'x', seal(ring, 'x', secretOf(1)))).toEqual(secretOf(1))
  await expect(openKeyRing(db, newMaster(), testNow)).rejects.toThrow('not the master key')
})

test('the master key is changed while servers run: each opens what the other sealed, at every moment; hashes stay [S19]', async () => {
  for (let id = 1; id <= 1200; id++) await write(id % 2 ? ring : { bytes: first.bytes, id: first.id }, id)
  const hash = keyedHash(ring, 'pins', '1234')
  const server = await openKeyRing(db, first, testNow)
  const fresh = newMaster()
  let next = 1200
  const settle = async () => {
    await refreshKeyRing(db, server)
    await write(server, ++next)
  }
  const { resealed, masterKey } = await rotateMasterKey(room({ settle }), first, fresh)
  expect(resealed).toBeGreaterThanOrEqual(1201)
  await expectAllOpen(server, 1202)
  await expectAllOpen(masterKey, 1202)
  expect(keyedHash(masterKey, 'pins', '1234')).toEqual(hash)
  await retireMasterKeys(db, fresh)
  await expect(openKeyRing(db, first, testNow)).rejects.toThrow('not the master key')
  await expect(refreshKeyRing(db, server)).rejects.toThrow('retired')
  await expectAllOpen(await openKeyRing(db, fresh, testNow), 1202)
  await expectAllOpen(server, 1202) // it goes on until it is started again
})

test('a change that is cut off anywhere is taken up again, and seals nothing twice [S19]', async () => {
  await db.query('DELETE FROM public.secrets')
  await db.query('DELETE FROM ringfence.data_keys')
  const old = newMaster()
  const fresh = newMaster()
  const before = await openKeyRing(db, old, testNow)
  for (let id = 1; id <= 1200; id++) await write(before, id)
  let steps = 0
  const cutAt = (step: number) => async () => {
    if (++steps === step) throw new Error('cut off')
  }
  await expect(rotateMasterKey(room({ settle: cutAt(1) }), old, fresh)).rejects.toThrow('cut off')
  await expect(rotateMasterKey(room({ settle: cutAt(3) }), old, fresh)).rejects.toThrow('cut off')
  let portions = 0
  const onProgress = () => {
    if (++portions === 2) throw new Error('cut off')
  }
  await expect(rotateMasterKey(room({ onProgress }), old, fresh)).rejects.toThrow('cut off')
  for (const key of [await openKeyRing(db, old, testNow), await openKeyRing(db, fresh, testNow)])
    await expectAllOpen(key, 1200)
  const { resealed } = await rotateMasterKey(room(), old, fresh)
  expect(resealed).toBe(200)
  const keys = await db.query(`SELECT active FROM ringfence.data_keys WHERE use = 'sealing'`)
  expect(keys).toEqual([{ active: true }])
  await expectAllOpen(await openKeyRing(db, fresh, testNow), 1200)
})

test('no key is dropped while a value that nobody listed needs it [S19]', async () => {
  await db.query('DELETE FROM public.secrets')
  await db.query('DELETE FROM ringfence.data_keys')
  const old = newMaster()
  await write(await openKeyRing(db, old, testNow), 1)
  const fresh = newMaster()
  await expect(rotateMasterKey(room({ columns: [] }), old, fresh)).rejects.toThrow('public.secrets.sealed')
  await expectAllOpen(await openKeyRing(db, old, testNow), 1)
})
