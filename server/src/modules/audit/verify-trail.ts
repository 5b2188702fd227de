/** Verifies the trail in the database, on one snapshot. */
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database, Queryable } from '../../platform/database.ts'
import type { EventRow } from './event-row.ts'
import { publicAuditKeys } from './keys.ts'
import { readSignedHead } from './seal.ts'
import { type BatchRow, selectBatches, selectEvents, selectHead, selectOutsiders } from './store.ts'
import { createVerifier, type KnownKey, type Verified } from './verify.ts'

/** Every seal with the rows that are there now; a batch at a time, whatever the trail's length. */
export async function* sealedBatches(db: Queryable): AsyncGenerator<{ batch: BatchRow; events: EventRow[] }> {
  let after = 0n
  for (;;) {
    const batches = await selectBatches(db, after, 20)
    for (const batch of batches) yield { batch, events: await selectEvents(db, batch.first_seq, batch.last_seq) }
    if (batches.length === 0) return
    after = batches.at(-1)!.batch
  }
}

export async function* unsealedEvents(db: Queryable, after: bigint, head: bigint): AsyncGenerator<EventRow[]> {
  for (let first = after + 1n; first <= head; first += 1_000n) yield await selectEvents(db, first, first + 999n)
}

/**
 * `heads` are signed heads kept from earlier, elsewhere: the trail must still pass each of them. Without them, who owns the database could
 * cut the trail's end off unseen.
 */
export async function verifyTrail(
  db: Database,
  masterKey: MasterKey,
  heads: readonly string[] = [],
): Promise<Verified> {
  return db.snapshot(async snapshot => {
    const keys = await publicAuditKeys(snapshot, masterKey)
    const doubt = 'was not made by this deployment: its private half does not open with the master key'
    const known = new Map(keys.map(key => [key.id, { publicKey: key.publicKey, doubt: key.ours ? undefined : doubt }]))
    const verifier = createVerifier(known)
    const passed = new Set<string>()
    let last = 0n
    for await (const { batch, events } of sealedBatches(snapshot)) {
      await verifier.add(batch, events)
      passed.add(`${batch.batch} ${batch.hash.toString('hex')}`)
      last = batch.last_seq
    }
    const head = await selectHead(snapshot)
    await addUnsealed(snapshot, last, head, verifier.addUnsealed)
    for (const outsider of await selectOutsiders(snapshot, head)) {
      verifier.fault('inserted', null, outsider.seq, `event ${outsider.id} was never appended`)
    }
    for (const text of heads)
      if (!(await passes(text, known, passed)))
        verifier.fault('chain', null, null, `the trail does not pass the head ${text}`)
    return verifier.end()
  })
}

async function addUnsealed(
  db: Queryable,
  last: bigint,
  head: bigint,
  add: (events: readonly EventRow[], head?: bigint) => void,
): Promise<void> {
  const events: EventRow[] = []
  for await (const some of unsealedEvents(db, last, head)) events.push(...some.filter(event => event.seq <= head))
  add(events, head)
}

export async function passes(
  signed: string,
  keys: ReadonlyMap<string, KnownKey>,
  passed: ReadonlySet<string>,
): Promise<boolean> {
  for (const { publicKey } of keys.values()) {
    const head = await readSignedHead(signed, publicKey)
    if (head !== undefined) return passed.has(`${head.batch} ${head.hash}`)
  }
  return false
}
