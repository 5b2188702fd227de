/** Whoever has shown a code of an address that nobody has yet: between the code and the name that a wallet is opened for. */
import { type MasterKey, open, seal } from '../../../platform/crypto.ts'
import type { Queryable } from '../../../platform/database.ts'
import { proofLifeMs } from './rules.ts'

/** What an address is sealed for, wherever a sign-in keeps one for a while. */
export const addressPurpose = 'identity.email_codes.address'

/** Somebody who has proved to read the mail of an address, and is no customer. */
export interface Newcomer {
  readonly address: string
  readonly provedMs: number
}

/** The latest proof counts. */
export async function keepNewcomer(
  db: Queryable,
  masterKey: MasterKey,
  subject: string,
  { address, provedMs }: Newcomer,
): Promise<void> {
  const sealed = seal(masterKey, addressPurpose, Buffer.from(address))
  await db.query(
    `INSERT INTO identity.sign_ups (subject, sealed_address, proved_at, expires_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (subject) DO UPDATE SET sealed_address = excluded.sealed_address, proved_at = excluded.proved_at,
       expires_at = excluded.expires_at`,
    [subject, sealed, new Date(provedMs), new Date(provedMs + proofLifeMs)],
  )
}

/** Takes it away: of many at once, one is told. */
export async function takeNewcomer(
  db: Queryable,
  masterKey: MasterKey,
  subject: string,
  nowMs: number,
): Promise<Newcomer | undefined> {
  const [row] = await db.query<{ sealed: Buffer; provedAt: Date }>(
    `DELETE FROM identity.sign_ups WHERE subject = $1 AND expires_at > $2
     RETURNING sealed_address AS sealed, proved_at AS "provedAt"`,
    [subject, new Date(nowMs)],
  )
  return row && { address: open(masterKey, addressPurpose, row.sealed).toString(), provedMs: row.provedAt.getTime() }
}
