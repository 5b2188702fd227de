/** SQL of staff: who they are, where they stand. */
import type { StaffMember, StaffStatus } from '@ringfence/contract'
import type { Uuid } from '../../../kernel/ids.ts'
import { arrayOf, type Queryable, sqlState, type Transaction } from '../../../platform/database.ts'
import type { Idempotency } from '../../../platform/http.ts'
import type { Standing } from '../../approvals/index.ts'
import type { SealedEmail } from './email.ts'

export interface StaffRow {
  readonly id: Uuid
  readonly name: string
  readonly sealed_email: Buffer | null
  readonly role: StaffMember['role']
  readonly store_id: Uuid | null
  readonly status: StaffStatus
  readonly administrator_seat: number | null
  readonly fingerprint: string | null
  /** Until when an emergency makes an administrator of this person. */
  readonly emergency_until: Date | null
}

const columns = `s.id, s.name, s.sealed_email, s.role, s.store_id, s.status, s.administrator_seat,
  replace(s.fingerprint::text, '-', '') AS fingerprint`
const emergency = `(SELECT max(e.ends_at) FROM identity.emergencies e WHERE e.staff_id = s.id AND e.ends_at > $1) AS emergency_until`

/** Of a store, or of all; who left comes last. */
export async function selectStaff(db: Queryable, storeId: Uuid | undefined, nowMs: number): Promise<StaffRow[]> {
  return db.query<StaffRow>(
    `SELECT ${columns}, ${emergency} FROM identity.staff s WHERE $2::uuid IS NULL OR s.store_id = $2
      ORDER BY s.status = 'inactive', s.store_id IS NOT NULL, s.place`,
    [new Date(nowMs), storeId ?? null],
  )
}

export async function selectStaffMember(db: Queryable, id: Uuid, nowMs: number): Promise<StaffRow | undefined> {
  const [row] = await db.query<StaffRow>(`SELECT ${columns}, ${emergency} FROM identity.staff s WHERE s.id = $2`, [
    new Date(nowMs),
    id,
  ])
  return row
}

export async function selectStaffByKey(
  db: Queryable,
  { clientId, key }: Idempotency,
  nowMs: number,
): Promise<StaffRow | undefined> {
  const [row] = await db.query<StaffRow>(
    `SELECT ${columns}, ${emergency} FROM identity.staff s WHERE s.client_id = $2 AND s.idempotency_key = $3`,
    [new Date(nowMs), clientId, key],
  )
  return row
}

export async function lockStaff(tx: Transaction, id: Uuid): Promise<StaffRow | undefined> {
  const [row] = await tx.query<StaffRow>(
    `SELECT ${columns}, NULL AS emergency_until FROM identity.staff s WHERE s.id = $1 FOR UPDATE`,
    [id],
  )
  return row
}

interface StandingRow extends Pick<StaffRow, 'id' | 'role' | 'store_id' | 'status'> {
  readonly placed_by: Uuid[]
  readonly placed_at: Date | null
  readonly emergency: boolean
}

/** Where these people stand, kept so until the transaction ends. In the order of their ids, so that two who ask for the same don't deadlock. */
export async function lockStanding(tx: Transaction, ids: readonly Uuid[], nowMs: number): Promise<Map<Uuid, Standing>> {
  const rows = await tx.query<StandingRow>(
    `SELECT s.id, s.role, s.store_id, s.status, s.placed_by, s.placed_at,
            EXISTS (SELECT FROM identity.emergencies e WHERE e.staff_id = s.id AND e.ends_at > $2) AS emergency
       FROM identity.staff s WHERE s.id = ANY ($1::uuid[]) ORDER BY s.id FOR NO KEY UPDATE`,
    [arrayOf(ids), new Date(nowMs)],
  )
  return new Map(rows.map(row => [row.id, standingOf(row)]))
}

function standingOf({ id, role, store_id, status, placed_by, placed_at, emergency }: StandingRow): Standing {
  const placed = { id, placedBy: placed_by, placedMs: placed_at?.getTime() }
  if (status !== 'active') return { ...placed, role: undefined, storeId: undefined }
  if (emergency) return { ...placed, role: 'administrator', storeId: undefined }
  return { ...placed, role, storeId: store_id ?? undefined }
}

/** Who gave somebody their role and store, and when. */
export interface Placing {
  readonly by: readonly Uuid[]
  readonly atMs: number
}

export interface Newcomer {
  readonly id: Uuid
  readonly name: string
  readonly email: SealedEmail
  readonly role: StaffMember['role']
  readonly storeId: Uuid | undefined
  readonly status: 'proposed' | 'invited'
  /** Undefined: nobody's doing but the server's own command. */
  readonly placed: Placing | undefined
  readonly idempotency: Idempotency
}

/** `taken`: somebody on the staff has this address. `known`: the same key was used before. */
export async function insertNewcomer(tx: Transaction, person: Newcomer): Promise<'added' | 'taken' | 'known'> {
  const { clientId, key, fingerprint } = person.idempotency
  const rows = await tx.query<{ id: Uuid }>(
    `INSERT INTO identity.staff (id, name, sealed_email, email_hash, role, store_id, about, status, client_id, idempotency_key, fingerprint,
                                 placed_by, placed_at)
     VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id`,
    [
      person.id,
      person.name,
      person.email.sealed,
      person.email.hash,
      person.role,
      person.storeId ?? null,
      person.status,
      clientId,
      key,
      fingerprint,
      arrayOf(person.placed?.by ?? []),
      person.placed ? new Date(person.placed.atMs) : null,
    ],
  )
  if (rows.length === 1) return 'added'
  const known = await tx.query('SELECT FROM identity.staff WHERE client_id = $1 AND idempotency_key = $2', [
    clientId,
    key,
  ])
  return known.length === 1 ? 'known' : 'taken'
}

export interface Position {
  readonly role: StaffMember['role']
  readonly storeId: Uuid | undefined
  readonly status: StaffStatus
  /** Of an administrator who may act. */
  readonly seat: number | undefined
  /** Undefined: as it was. */
  readonly placed?: Placing | undefined
}

/** False when this would leave nobody who can administer. The transaction must then roll back. */
export async function updatePosition(tx: Transaction, id: Uuid, position: Position): Promise<boolean> {
  try {
    await tx.query(
      `UPDATE identity.staff SET role = $2, store_id = $3, status = $4, administrator_seat = $5,
              placed_by = coalesce($6, placed_by), placed_at = coalesce($7, placed_at) WHERE id = $1`,
      [
        id,
        position.role,
        position.storeId ?? null,
        position.status,
        position.seat ?? null,
        position.placed ? arrayOf(position.placed.by) : null,
        position.placed ? new Date(position.placed.atMs) : null,
      ],
    )
    return true
  } catch (error) {
    if (sqlState(error) === lastAdministrator) return false
    throw error
  }
}
const lastAdministrator = 'RF002'

export interface EmergencyRow {
  readonly staff_id: Uuid
  readonly name: string
  readonly reason: string
  readonly ends_at: Date
}

export async function selectEmergencies(db: Queryable, nowMs: number): Promise<EmergencyRow[]> {
  return db.query<EmergencyRow>(
    `SELECT e.staff_id, s.name, e.reason, e.ends_at FROM identity.emergencies e JOIN identity.staff s ON s.id = e.staff_id
      WHERE e.ends_at > $1 ORDER BY e.ends_at`,
    [new Date(nowMs)],
  )
}

export async function insertEmergency(
  tx: Transaction,
  grant: {
    readonly id: Uuid
    readonly staffId: Uuid
    readonly reason: string
    readonly by: string
    readonly atMs: number
    readonly endsMs: number
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO identity.emergencies (id, staff_id, reason, granted_by, granted_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [grant.id, grant.staffId, grant.reason, grant.by, new Date(grant.atMs), new Date(grant.endsMs)],
  )
}

/** Where administrators are written to. */
export async function administratorAddresses(db: Queryable): Promise<{ id: Uuid; sealed_email: Buffer }[]> {
  return db.query<{ id: Uuid; sealed_email: Buffer }>(
    `SELECT id, sealed_email FROM identity.staff WHERE administrator_seat IS NOT NULL AND sealed_email IS NOT NULL ORDER BY place`,
  )
}
