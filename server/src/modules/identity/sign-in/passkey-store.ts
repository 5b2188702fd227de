/** Passkeys in the database. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Queryable } from '../../../platform/database.ts'
import type { PersonKind } from './rules.ts'

export interface PasskeyRow {
  readonly id: Uuid
  readonly credentialId: string
  readonly personId: Uuid
  readonly kind: PersonKind
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: string[]
  readonly synced: boolean
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export type NewPasskey = Omit<PasskeyRow, 'lastUsedAt'>

const columns = `id, credential_id AS "credentialId", person_id AS "personId", kind, public_key AS "publicKey",
  counter::float8 AS counter, transports, synced, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"`

/** False when this credential is somebody's already. */
export async function insertPasskey(db: Queryable, key: NewPasskey): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO identity.passkeys (id, credential_id, person_id, kind, public_key, counter, transports, synced, name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (credential_id) DO NOTHING RETURNING id`,
    [
      key.id,
      key.credentialId,
      key.personId,
      key.kind,
      key.publicKey,
      key.counter,
      key.transports,
      key.synced,
      key.name,
      key.createdAt,
    ],
  )
  return rows.length === 1
}

export async function findPasskey(db: Queryable, credentialId: string): Promise<PasskeyRow | undefined> {
  const [row] = await db.query<PasskeyRow>(`SELECT ${columns} FROM identity.passkeys WHERE credential_id = $1`, [
    credentialId,
  ])
  return row
}

export async function passkeysOf(db: Queryable, personId: Uuid): Promise<PasskeyRow[]> {
  return db.query<PasskeyRow>(
    `SELECT ${columns} FROM identity.passkeys WHERE person_id = $1 ORDER BY created_at DESC`,
    [personId],
  )
}

/**
 * Keeps the authenticator's counter. False when it is not above the last one: a copy of the key was used, or the same answer
 * came twice. Authenticators that do not count say 0 for ever.
 */
export async function advancePasskey(db: Queryable, id: Uuid, counter: number, nowMs: number): Promise<boolean> {
  const rows = await db.query(
    `UPDATE identity.passkeys SET counter = $2, last_used_at = $3
      WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0)) RETURNING id`,
    [id, counter, new Date(nowMs)],
  )
  return rows.length === 1
}

/** The passkey that is gone; undefined when this person had none of that id. */
export async function deletePasskey(db: Queryable, personId: Uuid, id: Uuid): Promise<PasskeyRow | undefined> {
  const [row] = await db.query<PasskeyRow>(
    `DELETE FROM identity.passkeys WHERE id = $1 AND person_id = $2 RETURNING ${columns}`,
    [id, personId],
  )
  return row
}
