/** What a sign-in under way has shown, between the proof and its end. */

import { assert } from '../../../kernel/assert.ts'
import type { Queryable } from '../../../platform/database.ts'
import { mayProveBy, type ProvedPerson, proofLifeMs } from './rules.ts'

/** The latest proof counts. */
export async function keepProof(db: Queryable, subject: string, person: ProvedPerson): Promise<void> {
  assert(mayProveBy(person.kind, person.proof), 'staff prove themselves with a passkey')
  await db.query(
    `INSERT INTO identity.sign_in_proofs (subject, person_id, kind, authentication, proved_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (subject) DO UPDATE SET person_id = excluded.person_id, kind = excluded.kind,
       authentication = excluded.authentication, proved_at = excluded.proved_at, expires_at = excluded.expires_at`,
    [
      subject,
      person.personId,
      person.kind,
      person.proof,
      new Date(person.provedMs),
      new Date(person.provedMs + proofLifeMs),
    ],
  )
}

interface Row {
  readonly personId: string
  readonly kind: ProvedPerson['kind']
  readonly proof: ProvedPerson['proof']
  readonly provedAt: Date
}
const columns = `person_id AS "personId", kind, authentication AS proof, proved_at AS "provedAt"`

export async function findProof(db: Queryable, subject: string, nowMs: number): Promise<ProvedPerson | undefined> {
  const [row] = await db.query<Row>(
    `SELECT ${columns} FROM identity.sign_in_proofs WHERE subject = $1 AND expires_at > $2`,
    [subject, new Date(nowMs)],
  )
  return row && toPerson(row)
}

/** Takes it away: a proof ends one sign-in. */
export async function takeProof(db: Queryable, subject: string, nowMs: number): Promise<ProvedPerson | undefined> {
  const [row] = await db.query<Row>(
    `DELETE FROM identity.sign_in_proofs WHERE subject = $1 AND expires_at > $2 RETURNING ${columns}`,
    [subject, new Date(nowMs)],
  )
  return row && toPerson(row)
}

function toPerson({ provedAt, ...person }: Row): ProvedPerson {
  return { ...person, provedMs: provedAt.getTime() }
}
