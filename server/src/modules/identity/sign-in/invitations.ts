/** A member of staff's first passkey: by a link that works once. It is also the way back in for whoever lost theirs. */
import { createHash, randomBytes } from 'node:crypto'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Queryable, Transaction } from '../../../platform/database.ts'
import { invitationLifeMs } from './rules.ts'

/** 256 random bits need no slow hash. */
const hashOf = (token: string) => createHash('sha256').update(token).digest()

/** Where the token goes: behind the `#`, so that no server is sent it. */
export const invitationPath = (token: string): string => `/sign-in/invitation#${token}`

/**
 * A one-time token, good for three days; one asked for earlier is dead from now on. Undefined when there is no such member of staff.
 * Who may invite is decided by who calls this.
 */
export async function inviteStaff(tx: Transaction, staffId: Uuid, nowMs: number): Promise<string | undefined> {
  const token = randomBytes(32).toString('base64url')
  if ((await tx.query('SELECT 1 FROM identity.staff WHERE id = $1', [staffId])).length === 0) return undefined
  await tx.query(
    `INSERT INTO identity.staff_invitations (token_hash, staff_id, invited_at, expires_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (staff_id) WHERE used_at IS NULL
       DO UPDATE SET token_hash = excluded.token_hash, invited_at = excluded.invited_at, expires_at = excluded.expires_at`,
    [hashOf(token), staffId, new Date(nowMs), new Date(nowMs + invitationLifeMs)],
  )
  return token
}

export interface Invited {
  readonly personId: Uuid
  readonly name: string
}

export async function findInvited(db: Queryable, token: string, nowMs: number): Promise<Invited | undefined> {
  const [row] = await db.query<Invited>(
    `SELECT s.id AS "personId", s.name FROM identity.staff_invitations i JOIN identity.staff s ON s.id = i.staff_id
      WHERE i.token_hash = $1 AND i.used_at IS NULL AND i.expires_at > $2 AND s.status IN ('invited', 'active')`,
    [hashOf(token), new Date(nowMs)],
  )
  return row
}

/** Uses it up: whoever was invited may now sign in. False when it was used, replaced or is over. */
export async function takeInvitation(db: Queryable, token: string, nowMs: number): Promise<boolean> {
  const rows = await db.query(
    `WITH used AS (
       UPDATE identity.staff_invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
       RETURNING staff_id),
     begun AS (UPDATE identity.staff SET status = 'active' WHERE id IN (SELECT staff_id FROM used) AND status = 'invited')
     SELECT staff_id FROM used`,
    [hashOf(token), new Date(nowMs)],
  )
  return rows.length === 1
}

/** What a challenge of this invitation is drawn for: tells nothing about the token. */
export const subjectOf = (token: string): string => `invitation ${hashOf(token).toString('base64url')}`

/** Takes away all that a member of staff could sign in with. */
export async function removeCredentials(tx: Transaction, staffId: Uuid): Promise<void> {
  await tx.query(`DELETE FROM identity.passkeys WHERE person_id = $1 AND kind = 'staff'`, [staffId])
  await tx.query('DELETE FROM identity.staff_invitations WHERE staff_id = $1 AND used_at IS NULL', [staffId])
}
