/** A session (`identity.sessions`) as the authorization server uses it: one for each app that somebody signs in to. */
import type { Uuid } from '../../../kernel/ids.ts'
import type { Queryable } from '../../../platform/database.ts'

/** Notes that a token was given for it, and the latest proof of who it is; false when it has ended: then none is given. */
export async function touchSession(
  db: Queryable,
  id: Uuid,
  proof: { readonly authentication: string; readonly authenticatedMs: number; readonly nowMs: number },
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE identity.sessions
        SET last_used_at = GREATEST(last_used_at, $2),
            authentication = CASE WHEN authenticated_at < $3 THEN $4 ELSE authentication END,
            authenticated_at = GREATEST(authenticated_at, $3)
      WHERE id = $1 AND ended_at IS NULL RETURNING 1`,
    [id, new Date(proof.nowMs), new Date(proof.authenticatedMs), proof.authentication],
  )
  return rows.length === 1
}
