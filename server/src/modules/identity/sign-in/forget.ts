/** Drops what signing in has left behind and nobody can use any more. */
import type { Database } from '../../../platform/database.ts'
import { unusedMs } from './sessions.ts'

/**
 * Returns how many rows it found. Codes stay a day, invitations and ended sessions a month: support may be asked what became of one.
 * Of sessions that nobody has ended, those go that are not listed any more: their grants are over for long.
 */
export async function forgetSignIns(db: Database, nowMs: number): Promise<number> {
  const before = (ms: number) => [new Date(nowMs - ms)]
  const day = 86_400_000
  const gone = await Promise.all([
    db.query('DELETE FROM identity.challenges WHERE expires_at < $1 RETURNING 1', before(0)),
    db.query('DELETE FROM identity.sign_in_proofs WHERE expires_at < $1 RETURNING 1', before(0)),
    db.query('DELETE FROM identity.sign_ups WHERE expires_at < $1 RETURNING 1', before(0)),
    db.query(
      `UPDATE identity.email_codes SET sealed_newcomer = NULL, code_hash = NULL
        WHERE sealed_newcomer IS NOT NULL AND expires_at < $1 RETURNING 1`,
      before(0), // nobody's address stays for a day
    ),
    db.query('DELETE FROM identity.email_codes WHERE expires_at < $1 RETURNING 1', before(day)),
    db.query('DELETE FROM identity.staff_invitations WHERE expires_at < $1 RETURNING 1', before(30 * day)),
    db.query('DELETE FROM identity.sessions WHERE ended_at < $1 RETURNING 1', before(30 * day)),
    db.query(
      'DELETE FROM identity.sessions WHERE ended_at IS NULL AND last_used_at < $1 RETURNING 1',
      before(unusedMs),
    ),
  ])
  return gone.flat().length
}
