/** Seals what was appended since the last seal, a batch at a time. */
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { hashOfEvent } from './event-row.ts'
import { openAuditKey } from './keys.ts'
import { genesis, hashOfSeal, headOf, signHead } from './seal.ts'
import { insertBatch, selectEvents, selectHead, selectLastBatch } from './store.ts'

const batchMax = 250

/**
 * Seals up to 250 events and says how many; 0 when nothing waits, or another process seals at the same time. Throws when an event
 * that was appended is no longer there: nothing is sealed over a hole.
 */
export async function sealEvents(db: Database, masterKey: MasterKey, nowMs: number): Promise<number> {
  const before = await selectLastBatch(db)
  const first = (before?.last_seq ?? 0n) + 1n
  const head = await selectHead(db)
  if (head < first) return 0
  const last = head < first + BigInt(batchMax) - 1n ? head : first + BigInt(batchMax) - 1n
  const events = await selectEvents(db, first, last)
  const missing = events.findIndex((event, index) => event.seq !== first + BigInt(index))
  if (missing !== -1 || BigInt(events.length) !== last - first + 1n) {
    const number = first + BigInt(missing === -1 ? events.length : missing)
    throw new Error(`audit event ${number} was appended and is gone: look at the database before anything else`)
  }
  const unsigned = {
    batch: (before?.batch ?? 0n) + 1n,
    first_seq: first,
    last_seq: last,
    previous: before?.hash ?? genesis,
    row_hashes: Buffer.concat(events.map(hashOfEvent)),
    sealed_at: new Date(nowMs),
  }
  const hash = hashOfSeal(unsigned)
  const key = await openAuditKey(db, masterKey, nowMs)
  const signed = await signHead(headOf({ ...unsigned, hash }), key)
  const { first_seq: _, ...seal } = unsigned
  return (await insertBatch(db, { ...seal, hash, key_id: key.id, signed })) ? events.length : 0
}
