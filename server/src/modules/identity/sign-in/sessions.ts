/** Sign-ins by device: begun when somebody has proved who they are, listed and ended by them or by support. */
import type { SignInSession } from '@ringfence/contract'
import { newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { Queryable } from '../../../platform/database.ts'
import type { PersonKind, ProvedPerson } from './rules.ts'

const sessionIdOf = (id: Uuid): string => toTypeId('ses', id)

export async function beginSession(
  db: Queryable,
  person: ProvedPerson,
  on: { clientId: string; deviceName: string },
  nowMs: number,
): Promise<Uuid> {
  const id = newId()
  await db.query(
    `INSERT INTO identity.sessions
       (id, person_id, kind, client_id, device_name, authentication, signed_in_at, authenticated_at, last_used_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)`,
    [
      id,
      person.personId,
      person.kind,
      on.clientId,
      on.deviceName,
      person.proof,
      new Date(nowMs),
      new Date(person.provedMs),
    ],
  )
  return id
}

interface SessionRow {
  readonly id: Uuid
  readonly clientId: string
  readonly deviceName: string
  readonly authentication: SignInSession['authentication']
  readonly signedInAt: Date
  readonly lastUsedAt: Date
}

/** A session that nobody has used for so long is over. */
export const unusedMs = 90 * 86_400_000

/** `current`: that of who asks. One that is unused for long is not listed. */
export async function listSessions(
  db: Queryable,
  personId: Uuid,
  current: Uuid | undefined,
  nowMs: number,
): Promise<SignInSession[]> {
  const rows = await db.query<SessionRow>(
    `SELECT id, client_id AS "clientId", device_name AS "deviceName", authentication, signed_in_at AS "signedInAt",
            last_used_at AS "lastUsedAt"
       FROM identity.sessions WHERE person_id = $1 AND ended_at IS NULL AND last_used_at > $2
      ORDER BY last_used_at DESC, id DESC LIMIT 100`,
    [personId, new Date(nowMs - unusedMs)],
  )
  return rows.map(row => ({
    id: sessionIdOf(row.id),
    app: row.clientId,
    deviceName: row.deviceName,
    authentication: row.authentication,
    signedInAt: row.signedInAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    current: row.id === current,
  }))
}

/** Ends one session of a person, or all of them. Returns those that were live until now. */
export async function endSessions(
  db: Queryable,
  owner: { personId: Uuid; kind: PersonKind; sessionId?: Uuid | undefined },
  nowMs: number,
): Promise<Uuid[]> {
  const rows = await db.query<{ id: Uuid }>(
    `UPDATE identity.sessions SET ended_at = $4
      WHERE person_id = $1 AND kind = $2 AND ($3::uuid IS NULL OR id = $3) AND ended_at IS NULL RETURNING id`,
    [owner.personId, owner.kind, owner.sessionId ?? null, new Date(nowMs)],
  )
  return rows.map(row => row.id)
}

/** A machine client's tokens name the client as their session. */
export async function selectEndedSince(db: Queryable, sinceMs: number): Promise<Uuid[]> {
  const rows = await db.query<{ id: Uuid }>(
    `SELECT id FROM identity.sessions WHERE ended_at > $1
     UNION ALL SELECT id FROM identity.clients WHERE revoked_at > $1`,
    [new Date(sinceMs)],
  )
  return rows.map(row => row.id)
}
