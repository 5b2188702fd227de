/** Addresses of the staff are sealed at rest, and found again by a keyed hash. */
import type { Uuid } from '../../../kernel/ids.ts'
import { keyedHash, type MasterKey, open, seal } from '../../../platform/crypto.ts'
import type { Queryable } from '../../../platform/database.ts'

export interface SealedEmail {
  readonly sealed: Buffer
  /** The same for the same address in capitals or small letters. */
  readonly hash: Buffer
}

const staffEmailPurpose = 'identity.staff.email'

export function sealEmail(masterKey: MasterKey, email: string): SealedEmail {
  const hash = keyedHash(masterKey, 'staff e-mail', email.toLowerCase())
  return { sealed: seal(masterKey, staffEmailPurpose, Buffer.from(email)), hash }
}

export function openEmail(masterKey: MasterKey, sealed: Buffer): string {
  return open(masterKey, staffEmailPurpose, sealed).toString()
}

/** Undefined for nobody, and for people of a demo, who have none. */
export async function staffAddress(db: Queryable, masterKey: MasterKey, id: Uuid): Promise<string | undefined> {
  const [row] = await db.query<{ sealed: Buffer | null }>(
    'SELECT sealed_email AS sealed FROM identity.staff WHERE id = $1',
    [id],
  )
  return row?.sealed ? openEmail(masterKey, row.sealed) : undefined
}
