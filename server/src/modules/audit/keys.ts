/** The keys that sign heads: made when first needed, sealed under the master key, never deleted. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import type { Queryable } from '../../platform/database.ts'

const purpose = 'audit.keys'

interface KeyRow {
  readonly id: string
  readonly public_key: PublicKey
  readonly sealed: Buffer
}

export interface AuditKey {
  readonly id: string
  readonly privateKey: KeyObject
}

/** The newest key that the master key opens; a new one when there is none. */
export async function openAuditKey(db: Queryable, masterKey: MasterKey, nowMs: number): Promise<AuditKey> {
  const rows = await selectKeys(db)
  const row = rows.findLast(one => opensWith(masterKey, one)) ?? (await addAuditKey(db, masterKey, nowMs))
  return { id: row.id, privateKey: privateKeyOf(masterKey, row) }
}

/** Rotation: from now on the new key signs; heads that older ones signed stay valid. */
export async function addAuditKey(db: Queryable, masterKey: MasterKey, nowMs: number): Promise<KeyRow> {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const public_key: PublicKey = { kty: 'EC', crv: 'P-256', x: jwk.x!, y: jwk.y! }
  const row = {
    id: await keyIdOf(public_key),
    public_key,
    sealed: seal(masterKey, purpose, Buffer.from(JSON.stringify({ ...public_key, d: jwk.d }))),
  }
  await db.query('INSERT INTO audit.keys (id, public_key, sealed, created_at) VALUES ($1, $2, $3, $4)', [
    row.id,
    row.public_key,
    row.sealed,
    new Date(nowMs),
  ])
  return row
}

export interface PublicAuditKey {
  readonly id: string
  readonly jwk: PublicKey
  readonly publicKey: KeyObject
  /** Whether it is ours: the private half is sealed under our master key. Who can only write to the database can't add one. */
  readonly ours: boolean
}

export async function publicAuditKeys(db: Queryable, masterKey: MasterKey): Promise<PublicAuditKey[]> {
  const rows = await selectKeys(db)
  return rows.map(row => ({ ...publicKeyOf(row.id, row.public_key), ours: opensWith(masterKey, row) }))
}

export function publicKeyOf(id: string, jwk: PublicKey): Omit<PublicAuditKey, 'ours'> {
  return { id, jwk, publicKey: createPublicKey({ format: 'jwk', key: { ...jwk } }) }
}

function selectKeys(db: Queryable): Promise<KeyRow[]> {
  return db.query('SELECT id, public_key, sealed FROM audit.keys ORDER BY created_at, id')
}

function opensWith(masterKey: MasterKey, row: KeyRow): boolean {
  try {
    const { x, y } = createPublicKey(privateKeyOf(masterKey, row)).export({ format: 'jwk' })
    return x === row.public_key.x && y === row.public_key.y
  } catch {
    return false
  }
}

function privateKeyOf(masterKey: MasterKey, row: KeyRow): KeyObject {
  const jwk = JSON.parse(open(masterKey, purpose, row.sealed).toString()) as JsonWebKey
  return createPrivateKey({ format: 'jwk', key: { ...jwk } })
}
