/** SQL of tills as the console manages them. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../../platform/database.ts'
import type { Idempotency } from '../../../platform/http.ts'
import type { TerminalRow } from '../store.ts'

export interface ManagedTerminalRow extends TerminalRow {
  readonly fingerprint: string | null
}

const columns = `t.id, t.name, t.store_id, t.store_name, t.last_seen_at, replace(t.fingerprint::text, '-', '') AS fingerprint,
  EXISTS (SELECT FROM identity.terminal_keys k WHERE k.terminal_id = t.id AND k.revoked_at IS NULL) AS enrolled`

/** Of a store, if given: another store's till is not there. */
export async function selectTerminal(
  db: Queryable,
  id: Uuid,
  storeId: Uuid | undefined,
): Promise<ManagedTerminalRow | undefined> {
  const [row] = await db.query<ManagedTerminalRow>(
    `SELECT ${columns} FROM identity.terminals t WHERE t.id = $1 AND ($2::uuid IS NULL OR t.store_id = $2)`,
    [id, storeId ?? null],
  )
  return row
}

export async function selectTerminalByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
): Promise<ManagedTerminalRow | undefined> {
  const [row] = await db.query<ManagedTerminalRow>(
    `SELECT ${columns} FROM identity.terminals t WHERE t.client_id = $1 AND t.idempotency_key = $2`,
    [clientId, key],
  )
  return row
}

/** False when its key is known already. */
export async function insertManagedTerminal(
  tx: Transaction,
  terminal: {
    readonly id: Uuid
    readonly name: string
    readonly storeId: Uuid
    readonly storeName: string
    readonly idempotency: Idempotency
  },
): Promise<boolean> {
  const { clientId, key, fingerprint } = terminal.idempotency
  const rows = await tx.query(
    `INSERT INTO identity.terminals (id, name, store_id, store_name, client_id, idempotency_key, fingerprint)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (client_id, idempotency_key) DO NOTHING RETURNING id`,
    [terminal.id, terminal.name, terminal.storeId, terminal.storeName, clientId, key, fingerprint],
  )
  return rows.length === 1
}

/** Takes the place of an earlier code of the till. */
export async function putCode(
  tx: Transaction,
  code: {
    readonly terminalId: Uuid
    readonly hash: Buffer
    readonly by: Uuid
    readonly atMs: number
    readonly expiresMs: number
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO identity.enrolment_codes (terminal_id, code_hash, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (terminal_id) DO UPDATE SET code_hash = excluded.code_hash, made_by = excluded.made_by,
       made_at = excluded.made_at, expires_at = excluded.expires_at, used_at = NULL`,
    [code.terminalId, code.hash, code.by, new Date(code.atMs), new Date(code.expiresMs)],
  )
}

/** The till of a live code, which is used up now; one statement, so that the second of two finds nothing. */
export async function takeCode(tx: Transaction, hash: Buffer, nowMs: number): Promise<Uuid | undefined> {
  const [row] = await tx.query<{ terminal_id: Uuid }>(
    `UPDATE identity.enrolment_codes SET used_at = $2
      WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING terminal_id`,
    [hash, new Date(nowMs)],
  )
  return row?.terminal_id
}

export async function selectLiveKeys(
  db: Queryable,
  terminalId: Uuid,
): Promise<{ key_id: string; enrolled_at: Date }[]> {
  return db.query(
    `SELECT key_id, enrolled_at FROM identity.terminal_keys WHERE terminal_id = $1 AND revoked_at IS NULL ORDER BY enrolled_at DESC`,
    [terminalId],
  )
}

/** All keys of a till, and a code that waits; returns the keys. */
export async function revokeKeys(tx: Transaction, terminalId: Uuid, nowMs: number): Promise<string[]> {
  await tx.query('UPDATE identity.enrolment_codes SET used_at = $2 WHERE terminal_id = $1 AND used_at IS NULL', [
    terminalId,
    new Date(nowMs),
  ])
  const rows = await tx.query<{ key_id: string }>(
    'UPDATE identity.terminal_keys SET revoked_at = $2 WHERE terminal_id = $1 AND revoked_at IS NULL RETURNING key_id',
    [terminalId, new Date(nowMs)],
  )
  return rows.map(row => row.key_id)
}
