/** The secret of a demo customer's phone: derived from the master key, so that it can be told again without being stored. */
import { hkdfSync } from 'node:crypto'
import type { MasterKey } from '../platform/crypto.ts'

export function deviceSecret(masterKey: MasterKey, alias: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey.bytes, '', `demo device ${alias}`, 20))
}
