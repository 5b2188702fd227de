/** Addresses of the staff are sealed at rest, and found again by a keyed hash. */
import { keyedHash, type MasterKey, open, seal } from '../../../platform/crypto.ts'

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
