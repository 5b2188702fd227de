/** What an authenticator signs: drawn here, kept in the database, good for one answer. */
import { randomBytes } from 'node:crypto'
import type { Queryable } from '../../../platform/database.ts'
import { challengeLifeMs } from './rules.ts'

export type ChallengePurpose = 'register' | 'authenticate'

/** `subject`: the sign-in or invitation under way; an answer that comes within another one finds no challenge. */
export async function drawChallenge(
  db: Queryable,
  purpose: ChallengePurpose,
  subject: string,
  nowMs: number,
): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  await db.query('INSERT INTO identity.challenges (challenge, purpose, subject, expires_at) VALUES ($1, $2, $3, $4)', [
    challenge,
    purpose,
    subject,
    new Date(nowMs + challengeLifeMs),
  ])
  return challenge
}

/** Takes it away: of many that answer at once, one is told true. */
export async function takeChallenge(
  db: Queryable,
  asked: { challenge: string; purpose: ChallengePurpose; subject: string },
  nowMs: number,
): Promise<boolean> {
  const rows = await db.query(
    `DELETE FROM identity.challenges WHERE challenge = $1 AND purpose = $2 AND subject = $3 AND expires_at > $4
     RETURNING challenge`,
    [asked.challenge, asked.purpose, asked.subject, new Date(nowMs)],
  )
  return rows.length === 1
}
