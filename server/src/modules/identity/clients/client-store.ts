/** SQL of machine clients. */
import type { PublicKey } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../../kernel/ids.ts'
import { type Queryable, sqlState, type Transaction, uniqueViolation } from '../../../platform/database.ts'

export interface ClientRow {
  readonly id: Uuid
  readonly name: string
  readonly scopes: readonly string[]
  readonly created_at: Date
  readonly revoked_at: Date | null
  readonly keys: readonly { readonly keyId: string; readonly createdAt: string }[]
}

const columns = `c.id, c.name, c.scopes, c.created_at, c.revoked_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('keyId', k.key_id, 'createdAt', k.created_at) ORDER BY k.created_at, k.slot), '[]')
     FROM identity.client_keys k WHERE k.client_id = c.id AND k.revoked_at IS NULL) AS keys`

/** Newest first; those that were ended last. */
export async function selectClients(db: Queryable): Promise<ClientRow[]> {
  return db.query<ClientRow>(
    `SELECT ${columns} FROM identity.clients c WHERE c.kind = 'machine' ORDER BY c.revoked_at IS NOT NULL, c.id DESC LIMIT 200`,
  )
}

export async function selectClient(db: Queryable, id: Uuid): Promise<ClientRow | undefined> {
  const [row] = await db.query<ClientRow>(
    `SELECT ${columns} FROM identity.clients c WHERE c.kind = 'machine' AND c.id = $1`,
    [id],
  )
  return row
}

/** False when it is known already. */
export async function insertClient(
  tx: Transaction,
  client: { readonly id: Uuid; readonly name: string; readonly scopes: readonly string[]; readonly atMs: number },
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO identity.clients (id, client_id, kind, name, scopes, created_at) VALUES ($1, $2, 'machine', $3, $4, $5)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [client.id, toTypeId('cli', client.id), client.name, client.scopes, new Date(client.atMs)],
  )
  return rows.length === 1
}

/** Whoever changes a client's keys at the same time waits. An ended one is not there. */
export async function lockClient(tx: Transaction, id: Uuid): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM identity.clients WHERE id = $1 AND kind = 'machine' AND revoked_at IS NULL FOR UPDATE`,
    [id],
  )
  return rows.length === 1
}

/** Takes a free slot of the client's two. */
export async function insertKey(
  tx: Transaction,
  key: { readonly clientId: Uuid; readonly keyId: string; readonly publicKey: PublicKey; readonly atMs: number },
): Promise<'added' | 'full' | 'known'> {
  const known = await tx.query('SELECT FROM identity.client_keys WHERE key_id = $1', [key.keyId])
  if (known.length > 0) return 'known'
  const rows = await tx.query(
    `INSERT INTO identity.client_keys (key_id, client_id, slot, public_jwk, created_at)
     SELECT $1, $2, slot, $3, $4 FROM (VALUES (1), (2)) s(slot)
      WHERE NOT EXISTS (SELECT FROM identity.client_keys k WHERE k.client_id = $2 AND k.slot = s.slot AND k.revoked_at IS NULL)
      ORDER BY slot LIMIT 1 RETURNING slot`,
    [key.keyId, key.clientId, key.publicKey, new Date(key.atMs)],
  )
  return rows.length === 1 ? 'added' : 'full'
}

/** Two that bring the same key at once: the second finds it known. */
export function isKnownKey(error: unknown): boolean {
  return sqlState(error) === uniqueViolation
}

export async function revokeKey(tx: Transaction, clientId: Uuid, keyId: string, nowMs: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE identity.client_keys SET revoked_at = $3 WHERE client_id = $1 AND key_id = $2 AND revoked_at IS NULL RETURNING key_id`,
    [clientId, keyId, new Date(nowMs)],
  )
  return rows.length === 1
}

/** The client and its keys; returns the keys that ended. */
export async function revokeClient(tx: Transaction, id: Uuid, nowMs: number): Promise<string[]> {
  await tx.query('UPDATE identity.clients SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL', [
    id,
    new Date(nowMs),
  ])
  const rows = await tx.query<{ key_id: string }>(
    'UPDATE identity.client_keys SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL RETURNING key_id',
    [id, new Date(nowMs)],
  )
  return rows.map(row => row.key_id)
}
