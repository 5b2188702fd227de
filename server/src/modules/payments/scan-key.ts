/** The key that seals scan codes: made at first need, itself sealed in the database, shared by all processes. */
import { randomBytes } from 'node:crypto'
import { type MasterKey, open, seal } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { insertScanKey, selectScanKey } from './request-store.ts'

const purpose = 'payments.scan_keys'

/** Answers the same key each time, without asking the database again. */
export function scanKeyHolder(db: Database, masterKey: MasterKey): () => Promise<Buffer> {
  let held: Buffer | undefined
  return async () => {
    held ??= open(masterKey, purpose, await storedKey(db, masterKey))
    return held
  }
}

/** Two processes may begin at once: the first key stays. */
async function storedKey(db: Database, masterKey: MasterKey): Promise<Buffer> {
  const known = await selectScanKey(db)
  if (known) return known
  await insertScanKey(db, seal(masterKey, purpose, randomBytes(32)))
  return (await selectScanKey(db))!
}
