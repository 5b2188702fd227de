/**
 * Brings in a new master key, and with it a new data key that every sealed column is sealed with anew. Each step may be cut off and
 * begun again: what is done is seen in the database. Works as the owner of the tables, while servers run.
 */
import { type MasterKey, open, seal, sealedBy } from './crypto.ts'
import type { Database, Transaction } from './database.ts'
import { insertDataKey, insertWrap, newDataKey, openKeyRing, refreshKeyRing } from './key-ring.ts'

/** A column of sealed values, in a table with an index on `key`. */
export interface SealedColumn {
  readonly table: string
  readonly key: string
  readonly keyType: 'uuid' | 'text' | 'smallint' | 'bytea'
  readonly column: string
  /** What its values were sealed for: one of these, or what this SQL expression says of a row. */
  readonly purpose: readonly string[] | { readonly sql: string }
}

export interface RotationRoom {
  /** As the owner. */
  readonly db: Database
  readonly columns: readonly SealedColumn[]
  /** Lets every running server read the ring anew. */
  readonly settle: () => Promise<void>
  readonly onProgress: (table: string, column: string, sealed: number) => void
  readonly nowMs: number
  /** Writes it to the audit trail, in the transaction that ends it: of a run that was cut off, the one that finishes it tells. */
  readonly record?: (tx: Transaction, resealed: number) => Promise<void>
}

export interface Rotation {
  /** Values sealed anew, in this run. */
  readonly resealed: number
  /** The key that the servers have to be started with from now on. */
  readonly masterKey: MasterKey
}

const portion = 500

export async function rotateMasterKey(room: RotationRoom, old: MasterKey, fresh: MasterKey): Promise<Rotation> {
  const { db, settle, nowMs, record = async () => {} } = room
  const ring = await openKeyRing(db, old, nowMs)
  for (const key of ring.ring!.current.opening.values()) await insertWrap(db, key, fresh)
  await makeSealingKey(db, old, fresh, nowMs)
  await settle() // every server knows the new key: what one seals with it, all open
  await db.transaction(tx => activate(tx, fresh))
  await settle() // and none seals with the one before any more
  await refreshKeyRing(db, ring)
  let resealed = 0
  for (const column of room.columns) resealed += await resealColumn(room, ring, column)
  await requireNoneLeft(room, ring)
  await db.transaction(async tx => {
    await tx.query(`DELETE FROM ringfence.data_keys WHERE use = 'sealing' AND NOT active`)
    await record(tx, resealed)
  })
  return { resealed, masterKey: await openKeyRing(db, fresh, nowMs) }
}

/** Other master keys open nothing any more. Only once every server is started with `kept`. `record`: to the audit trail, in the same transaction. */
export async function retireMasterKeys(
  db: Database,
  kept: MasterKey,
  record: (tx: Transaction, retired: number) => Promise<void> = async () => {},
): Promise<number> {
  return db.transaction(async tx => {
    const [missing] = await tx.query(
      `SELECT FROM ringfence.data_keys k
        WHERE NOT EXISTS (SELECT FROM ringfence.data_key_wraps w WHERE w.data_key_id = k.id AND w.master_key_id = $1)`,
      [kept.id],
    )
    if (missing) throw new Error('this master key does not open every data key: nothing was retired')
    const retired = await tx.query<{ master_key_id: Buffer }>(
      'DELETE FROM ringfence.data_key_wraps WHERE master_key_id <> $1 RETURNING master_key_id',
      [kept.id],
    )
    const count = new Set(retired.map(row => row.master_key_id.toString('hex'))).size
    await record(tx, count)
    return count
  })
}

async function makeSealingKey(db: Database, old: MasterKey, fresh: MasterKey, nowMs: number): Promise<void> {
  await db.transaction(async tx => {
    const [made] = await tx.query(`SELECT FROM ringfence.data_keys WHERE use = 'sealing' AND made_for = $1`, [fresh.id])
    if (made) return
    const masters = [old, fresh]
    await insertDataKey(tx, newDataKey(), { use: 'sealing', active: false, madeFor: fresh, masters, nowMs })
  })
}

async function activate(tx: Transaction, fresh: MasterKey): Promise<void> {
  await tx.query(`UPDATE ringfence.data_keys SET active = false WHERE use = 'sealing' AND active AND made_for <> $1`, [
    fresh.id,
  ])
  await tx.query(
    `UPDATE ringfence.data_keys SET active = true WHERE use = 'sealing' AND NOT active AND made_for = $1`,
    [fresh.id],
  )
}

/** In the order of the table's key, a portion a transaction. */
async function resealColumn(room: RotationRoom, ring: MasterKey, column: SealedColumn): Promise<number> {
  let sealed = 0
  let after: string | null = null
  for (;;) {
    const rows: readonly SealedRow[] = await room.db.transaction(tx => resealPortion(tx, ring, column, after))
    const last = rows.at(-1)
    if (!last) return sealed
    sealed += rows.length
    after = last.key
    room.onProgress(column.table, column.column, sealed)
  }
}

interface SealedRow {
  readonly place: string
  readonly key: string
  readonly sealed: Buffer
  readonly purpose: string | null
}

async function resealPortion(tx: Transaction, ring: MasterKey, column: SealedColumn, after: string | null) {
  const { table, key, keyType, column: name, purpose } = column
  const rows = await tx.query<SealedRow>(
    `SELECT ctid::text AS place, ${key}::text AS key, ${name} AS sealed, ${'sql' in purpose ? purpose.sql : 'NULL'} AS purpose
       FROM ${table} t
      WHERE ${name} IS NOT NULL AND substring(${name} FROM 1 FOR 5) <> $1 AND ($2::text IS NULL OR ${key} > $2::${keyType})
      ORDER BY t.${key} LIMIT ${portion} FOR UPDATE`,
    [sealedBy(ring.ring!.current.sealing), after],
  )
  await tx.query(
    `UPDATE ${table} t SET ${name} = n.sealed FROM unnest($1::tid[], $2::bytea[]) n(place, sealed) WHERE t.ctid = n.place`,
    [rows.map(row => row.place), rows.map(row => resealed(ring, column, row))],
  )
  return rows
}

function resealed(ring: MasterKey, { table, column, purpose }: SealedColumn, row: SealedRow): Buffer {
  for (const one of 'sql' in purpose ? [row.purpose ?? ''] : purpose) {
    const bytes = tryOpen(ring, one, row.sealed)
    if (bytes) return seal(ring, one, bytes)
  }
  throw new Error(`a value of ${table}.${column} (${row.key}) can't be opened; nothing was retired`)
}

function tryOpen(ring: MasterKey, purpose: string, sealed: Buffer): Buffer | undefined {
  try {
    return open(ring, purpose, sealed)
  } catch {
    return undefined
  }
}

/** No value anywhere may still need a key that is about to go: also in columns that nobody has listed. */
async function requireNoneLeft({ db }: RotationRoom, ring: MasterKey): Promise<void> {
  const { sealing, hashing, opening } = ring.ring!.current
  const gone = [ring, ...opening.values()].filter(
    key => !key.id.equals(sealing.id) && (key === ring || key !== hashing),
  )
  const columns = await db.query<{ place: string; table: string; column: string }>(
    `SELECT format('%I.%I', c.table_schema, c.table_name) AS "table", format('%I', c.column_name) AS "column",
            format('%I.%I.%I', c.table_schema, c.table_name, c.column_name) AS place
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.data_type = 'bytea' AND t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
        AND c.table_name <> 'data_key_wraps'`,
  )
  for (const { place, table, column } of columns) {
    const [left] = await db.query(
      `SELECT FROM ${table} WHERE substring(${column} FROM 1 FOR 5) = ANY ($1::bytea[]) AND octet_length(${column}) > 32 LIMIT 1`,
      [gone.map(sealedBy)],
    )
    if (left) throw new Error(`${place} holds values of an older key: nothing was retired; run the rotation again`)
  }
}
