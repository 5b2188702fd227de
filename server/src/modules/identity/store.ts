/** All SQL of identity. */
import type { PersonRole, PublicKey } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, type Queryable, type Transaction } from '../../platform/database.ts'
import { liveKeysMax, type Person } from './rules.ts'
import type { SealedEmail } from './staff/email.ts'
import { takeSeat } from './staff/seats.ts'

interface PersonRow {
  readonly id: Uuid
  readonly role: PersonRole
  readonly name: string
  readonly store_id: Uuid | null
  readonly about: string
}

/**
 * Staff who may sign in, as what they may be now. An emergency makes an administrator of somebody until five minutes before it ends:
 * the last token that says so ends with it.
 */
const people = `SELECT id, CASE WHEN emergency THEN 'administrator' ELSE role END AS role, name,
    CASE WHEN emergency THEN NULL ELSE store_id END AS store_id, about, place
    FROM identity.staff s CROSS JOIN LATERAL (SELECT EXISTS (
      SELECT FROM identity.emergencies e WHERE e.staff_id = s.id AND now() >= e.granted_at AND now() < e.ends_at - interval '5 minutes'
    ) AS emergency) e
   WHERE status = 'active'
  UNION ALL SELECT person_id, 'customer', name, NULL, about, place FROM identity.sandbox_customers`

export async function findPerson(db: Queryable, id: Uuid): Promise<Person | undefined> {
  const [row] = await db.query<PersonRow>(`SELECT * FROM (${people}) p WHERE id = $1`, [id])
  return row && toPerson(row)
}

/** Customers first, then staff, each in the order of seeding. */
export async function listPeople(db: Queryable): Promise<(Person & { about: string })[]> {
  const rows = await db.query<PersonRow>(`SELECT * FROM (${people}) p ORDER BY role <> 'customer', place`)
  return rows.map(row => ({ ...toPerson(row), about: row.about }))
}

function toPerson({ id, role, name, store_id }: PersonRow): Person {
  return { id, role, name, storeId: store_id ?? undefined }
}

export interface NewStaff {
  readonly id: Uuid
  readonly name: string
  readonly role: Exclude<PersonRole, 'customer'>
  /** Of cashiers, shift leads and store managers; of nobody else. */
  readonly storeId?: Uuid
  /** One line on who this is. */
  readonly about: string
  readonly email?: SealedEmail
}

/** Somebody who works here already. An administrator needs a free seat, or the database refuses. */
export async function insertStaff(tx: Transaction, person: NewStaff): Promise<void> {
  const seat = person.role === 'administrator' ? await takeSeat(tx) : undefined
  await tx.query(
    `INSERT INTO identity.staff (id, name, role, store_id, about, sealed_email, email_hash, administrator_seat)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      person.id,
      person.name,
      person.role,
      person.storeId ?? null,
      person.about,
      person.email?.sealed ?? null,
      person.email?.hash ?? null,
      seat ?? null,
    ],
  )
}

export interface NewSandboxCustomer {
  readonly id: Uuid
  readonly name: string
  readonly about: string
}

export async function insertSandboxCustomer(tx: Transaction, person: NewSandboxCustomer): Promise<void> {
  await tx.query('INSERT INTO identity.sandbox_customers (person_id, name, about) VALUES ($1, $2, $3)', [
    person.id,
    person.name,
    person.about,
  ])
}

export interface NewTerminal {
  readonly id: Uuid
  readonly name: string
  readonly storeId: Uuid
  readonly storeName: string
}

export async function insertTerminal(tx: Transaction, terminal: NewTerminal): Promise<void> {
  await tx.query('INSERT INTO identity.terminals (id, name, store_id, store_name) VALUES ($1, $2, $3, $4)', [
    terminal.id,
    terminal.name,
    terminal.storeId,
    terminal.storeName,
  ])
}

export interface TerminalRow {
  readonly id: Uuid
  readonly name: string
  readonly store_id: Uuid
  readonly store_name: string
  readonly last_seen_at: Date | null
  readonly enrolled: boolean
}

/** All tills, or those of one store. */
export async function listTerminals(db: Queryable, storeId: Uuid | undefined): Promise<TerminalRow[]> {
  return db.query<TerminalRow>(
    `SELECT t.id, t.name, t.store_id, t.store_name, t.last_seen_at,
            EXISTS (SELECT FROM identity.terminal_keys k WHERE k.terminal_id = t.id AND k.revoked_at IS NULL) AS enrolled
       FROM identity.terminals t WHERE $1::uuid IS NULL OR t.store_id = $1 ORDER BY t.store_name, t.name, t.id`,
    [storeId ?? null],
  )
}

/** Names of tills, for receipts and lists. */
export async function terminalNames(db: Queryable, ids: readonly Uuid[]): Promise<Map<Uuid, string>> {
  const rows = await db.query<{ id: Uuid; name: string }>(
    'SELECT id, name FROM identity.terminals WHERE id = ANY ($1::uuid[])',
    [arrayOf(ids)],
  )
  return new Map(rows.map(row => [row.id, row.name]))
}

/** Names of members of staff, for reports. */
export async function staffNames(db: Queryable, ids: readonly Uuid[]): Promise<Map<Uuid, string>> {
  const rows = await db.query<{ id: Uuid; name: string }>(
    'SELECT id, name FROM identity.staff WHERE id = ANY ($1::uuid[])',
    [arrayOf(ids)],
  )
  return new Map(rows.map(row => [row.id, row.name]))
}

export async function findTerminal(db: Queryable, id: Uuid): Promise<{ storeId: Uuid } | undefined> {
  const [row] = await db.query<{ storeId: Uuid }>(
    'SELECT store_id AS "storeId" FROM identity.terminals WHERE id = $1',
    [id],
  )
  return row
}

export async function lockTerminal(tx: Transaction, id: Uuid): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM identity.terminals WHERE id = $1 FOR UPDATE', [id])).length > 0
}

/** False when the key belongs to another till. */
export async function putTerminalKey(
  tx: Transaction,
  key: {
    readonly keyId: string
    readonly terminalId: Uuid
    readonly publicKey: PublicKey
    readonly enrolledMs: number
  },
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO identity.terminal_keys AS k (key_id, terminal_id, public_jwk, enrolled_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (key_id) DO UPDATE SET revoked_at = NULL, enrolled_at = excluded.enrolled_at
       WHERE k.terminal_id = excluded.terminal_id
     RETURNING 1`,
    [key.keyId, key.terminalId, key.publicKey, new Date(key.enrolledMs)],
  )
  return rows.length > 0
}

/** Revokes the oldest keys of a till beyond the limit, never `keptKeyId`; returns those revoked. */
export async function revokeOldKeys(
  tx: Transaction,
  terminalId: Uuid,
  keptKeyId: string,
  nowMs: number,
): Promise<string[]> {
  const rows = await tx.query<{ key_id: string }>(
    `UPDATE identity.terminal_keys SET revoked_at = $3 WHERE key_id IN (
       SELECT key_id FROM identity.terminal_keys WHERE terminal_id = $1 AND revoked_at IS NULL
        ORDER BY key_id = $2 DESC, enrolled_at DESC, key_id OFFSET $4)
     RETURNING key_id`,
    [terminalId, keptKeyId, new Date(nowMs), liveKeysMax],
  )
  return rows.map(row => row.key_id)
}

export async function findLiveKey(
  db: Queryable,
  keyId: string,
): Promise<{ terminalId: Uuid; publicKey: PublicKey } | undefined> {
  const [row] = await db.query<{ terminalId: Uuid; publicKey: PublicKey }>(
    `SELECT terminal_id AS "terminalId", public_jwk AS "publicKey" FROM identity.terminal_keys
      WHERE key_id = $1 AND revoked_at IS NULL`,
    [keyId],
    'identity live key',
  )
  return row
}

/** A live key of a till, or of a machine client that has not been ended. */
export async function findSigningKey(
  db: Queryable,
  keyId: string,
): Promise<{ terminalId: Uuid | null; clientId: Uuid | null; publicKey: PublicKey } | undefined> {
  const [row] = await db.query<{ terminalId: Uuid | null; clientId: Uuid | null; publicKey: PublicKey }>(
    `SELECT terminal_id AS "terminalId", NULL::uuid AS "clientId", public_jwk AS "publicKey" FROM identity.terminal_keys
      WHERE key_id = $1 AND revoked_at IS NULL
     UNION ALL
     SELECT NULL, k.client_id, k.public_jwk FROM identity.client_keys k JOIN identity.clients c ON c.id = k.client_id
      WHERE k.key_id = $1 AND k.revoked_at IS NULL AND c.revoked_at IS NULL`,
    [keyId],
    'identity signing key',
  )
  return row
}

export interface TerminalKeyRow {
  readonly terminalId: Uuid
  readonly publicKey: PublicKey
  readonly revokedAt: Date | null
}

/** A key that a till has or had: what it signed before it was revoked stays signed. */
export async function findTerminalKey(db: Queryable, keyId: string): Promise<TerminalKeyRow | undefined> {
  const [row] = await db.query<TerminalKeyRow>(
    `SELECT terminal_id AS "terminalId", public_jwk AS "publicKey", revoked_at AS "revokedAt"
       FROM identity.terminal_keys WHERE key_id = $1`,
    [keyId],
    'identity key of a terminal',
  )
  return row
}

export async function markSeen(db: Queryable, terminalId: Uuid, nowMs: number): Promise<void> {
  await db.query(
    'UPDATE identity.terminals SET last_seen_at = $2 WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at < $2)',
    [terminalId, new Date(nowMs)],
  )
}

export interface NewSigningKey {
  readonly kid: string
  readonly publicKey: PublicKey
  readonly sealedPrivateKey: Buffer
}

export interface SigningKeyRow extends NewSigningKey {
  /** The newest; all others have an end. */
  readonly active: boolean
  readonly signsFrom: Date
  readonly verifiesUntil: Date | null
}

/** Newest first. */
export async function listSigningKeys(db: Queryable): Promise<SigningKeyRow[]> {
  return db.query<SigningKeyRow>(
    `SELECT kid, public_jwk AS "publicKey", private_jwk AS "sealedPrivateKey", active, signs_from AS "signsFrom",
            verifies_until AS "verifiesUntil"
       FROM identity.signing_keys ORDER BY signs_from DESC, created_at DESC, kid`,
  )
}

/** Two changes of key at once wait for each other. */
export async function lockSigningKeys(tx: Transaction): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('identity signing keys'))")
}

/** Older keys verify no longer than until then. */
export async function retireSigningKeys(tx: Transaction, untilMs: number): Promise<void> {
  await tx.query(
    `UPDATE identity.signing_keys SET active = false, verifies_until = LEAST(verifies_until, $1)
      WHERE active OR verifies_until > $1`,
    [new Date(untilMs)],
  )
}

/** Does nothing when another process has put an active key first. */
export async function insertSigningKey(
  db: Queryable,
  key: NewSigningKey,
  nowMs: number,
  signsFromMs: number,
): Promise<void> {
  await db.query(
    `INSERT INTO identity.signing_keys (kid, public_jwk, private_jwk, active, created_at, signs_from)
     VALUES ($1, $2, $3, true, $4, $5) ON CONFLICT DO NOTHING`,
    [key.kid, key.publicKey, key.sealedPrivateKey, new Date(nowMs), new Date(signsFromMs)],
  )
}
