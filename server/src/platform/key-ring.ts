/**
 * The ring of data keys: read from the database, opened with the master key, kept in memory. A ring is read anew every few seconds,
 * so that a process opens what another one sealed with a key that was just made.
 */
import { randomBytes } from 'node:crypto'
import { type Key, type KeyRing, type MasterKey, masterKeyOf, open, seal } from './crypto.ts'
import type { Database, Queryable, Transaction } from './database.ts'

/** How often a running server looks for new data keys. */
export const keyRingEveryMs = 10_000

const purpose = 'data key'
const listed = `SELECT k.id, k.use, k.active, w.sealed FROM ringfence.data_keys k
  JOIN ringfence.data_key_wraps w ON w.data_key_id = k.id AND w.master_key_id = $1`

interface WrappedKey {
  readonly id: Buffer
  readonly use: 'sealing' | 'hashing'
  readonly active: boolean
  readonly sealed: Buffer
}

/** The master key with its ring; a deployment's first start makes the ring. */
export async function openKeyRing(db: Database, masterKey: MasterKey, nowMs: number): Promise<MasterKey> {
  const plain: MasterKey = { bytes: masterKey.bytes, id: masterKey.id }
  const [known] = await db.query('SELECT FROM ringfence.data_keys LIMIT 1')
  if (!known) await db.transaction(tx => makeRing(tx, plain, nowMs))
  const current = await readRing(db, plain)
  if (!current) throw new Error('this is not the master key of this database')
  return { ...plain, ring: { current } }
}

/** Reads the ring anew. A master key that was retired meanwhile keeps what this process has. */
export async function refreshKeyRing(db: Queryable, masterKey: MasterKey): Promise<void> {
  if (!masterKey.ring) return
  const read = await readRing(db, { bytes: masterKey.bytes, id: masterKey.id })
  if (!read) throw new Error('the master key of this process was retired: start it again with the new one')
  if (idsOf(read) !== idsOf(masterKey.ring.current))
    masterKey.ring.current = { ...read, hashing: masterKey.ring.current.hashing }
}

const idsOf = (ring: KeyRing) => [ring.sealing.id.toString('hex'), ...ring.opening.keys()].join()

async function readRing(db: Queryable, masterKey: MasterKey): Promise<KeyRing | undefined> {
  const rows = await db.query<WrappedKey>(`${listed} ORDER BY k.id`, [masterKey.id])
  const keys = rows.map(row => ({ ...row, key: unwrap(masterKey, row.sealed) }))
  const sealing = keys.find(({ use, active }) => use === 'sealing' && active)?.key
  const hashing = keys.find(({ use, active }) => use === 'hashing' && active)?.key
  if (!sealing || !hashing) return undefined
  return { sealing, hashing, opening: new Map(keys.map(({ key }) => [key.id.toString('hex'), key])) }
}

/** Two processes may start at once: the second one waits for the first and finds its keys. */
async function makeRing(tx: Transaction, masterKey: MasterKey, nowMs: number): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('ringfence key ring'))`)
  const [known] = await tx.query('SELECT FROM ringfence.data_keys LIMIT 1')
  if (known) return
  const [facts] = await tx.query<{ hashes_by_master: boolean }>('SELECT hashes_by_master FROM ringfence.key_facts')
  const hashing = facts!.hashes_by_master ? masterKey : newDataKey()
  await insertDataKey(tx, hashing, { use: 'hashing', active: true, madeFor: masterKey, masters: [masterKey], nowMs })
  await insertDataKey(tx, newDataKey(), {
    use: 'sealing',
    active: true,
    madeFor: masterKey,
    masters: [masterKey],
    nowMs,
  })
}

export function newDataKey(): Key {
  return masterKeyOf(randomBytes(32), 'a data key')
}

export async function insertDataKey(
  tx: Transaction,
  key: Key,
  made: { use: WrappedKey['use']; active: boolean; madeFor: Key; masters: readonly MasterKey[]; nowMs: number },
): Promise<void> {
  await tx.query(
    'INSERT INTO ringfence.data_keys (id, use, active, made_for, created_at) VALUES ($1, $2, $3, $4, $5)',
    [key.id, made.use, made.active, made.madeFor.id, new Date(made.nowMs)],
  )
  for (const master of made.masters) await insertWrap(tx, key, master)
}

export async function insertWrap(tx: Queryable, key: Key, master: MasterKey): Promise<void> {
  await tx.query(
    `INSERT INTO ringfence.data_key_wraps (data_key_id, master_key_id, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [key.id, master.id, seal({ bytes: master.bytes, id: master.id }, purpose, key.bytes)],
  )
}

function unwrap(masterKey: MasterKey, sealed: Buffer): Key {
  return masterKeyOf(open(masterKey, purpose, sealed), 'a data key')
}
