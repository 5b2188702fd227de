/** The trail as a file: exported whole, and verified by anyone, without the database and without our keys. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { keyIdOf, type PublicKey } from '@ringfence/contract'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { EventRow } from './event-row.ts'
import { publicAuditKeys, publicKeyOf } from './keys.ts'
import { type BatchRow, selectHead } from './store.ts'
import { createVerifier, type KnownKey, type Verified } from './verify.ts'
import { passes, sealedBatches, unsealedEvents } from './verify-trail.ts'

const format = 'ringfence-audit-trail/1'
type EventLine = Omit<EventRow, 'seq' | 'at'> & { readonly seq: string; readonly at: string }
type BatchLine = Record<
  'batch' | 'first_seq' | 'last_seq' | 'previous' | 'row_hashes' | 'hash' | 'sealed_at' | 'key_id' | 'signed',
  string
>
type Line =
  | { readonly format: string; readonly keys: readonly { readonly id: string; readonly jwk: PublicKey }[] }
  | { readonly seal: BatchLine }
  | { readonly event: EventLine }

/** Lines of JSON: the public keys; each seal, then its events; last the events that no seal covers yet. On one snapshot. */
export async function exportTrail(
  db: Database,
  masterKey: MasterKey,
  write: (line: string) => Promise<void>,
): Promise<{ events: number }> {
  return db.snapshot(async snapshot => {
    const put = (line: Line) => write(JSON.stringify(line))
    const keys = await publicAuditKeys(snapshot, masterKey)
    await put({ format, keys: keys.map(({ id, jwk }) => ({ id, jwk })) })
    let count = 0
    let last = 0n
    for await (const { batch, events } of sealedBatches(snapshot)) {
      await put({ seal: sealLine(batch) })
      for (const event of events) await put({ event: eventLine(event) })
      count += events.length
      last = batch.last_seq
    }
    for await (const events of unsealedEvents(snapshot, last, await selectHead(snapshot))) {
      for (const event of events) await put({ event: eventLine(event) })
      count += events.length
    }
    return { events: count }
  })
}

export interface Expected {
  /** Thumbprints (RFC 7638) of the keys to trust, learned elsewhere; without any, the file's own keys are taken at their word. */
  readonly keyIds?: readonly string[]
  /** Signed heads that the trail must pass. */
  readonly heads?: readonly string[]
}

/** Throws when the file is no export. */
export async function verifyTrailFile(path: string, { keyIds = [], heads = [] }: Expected = {}): Promise<Verified> {
  const lines = readLines(path)
  const first = await lines.next()
  if (first.done || !('format' in first.value) || first.value.format !== format)
    throw new Error(`${path} is no exported audit trail`)
  const known = new Map<string, KnownKey>()
  for (const { jwk } of first.value.keys) {
    const id = await keyIdOf(jwk) // computed, not believed
    const doubt = keyIds.length === 0 || keyIds.includes(id) ? undefined : 'is none of those you trust'
    known.set(id, { publicKey: publicKeyOf(id, jwk).publicKey, doubt })
  }
  const verifier = createVerifier(known)
  const passed = new Set<string>()
  let batch: BatchRow | undefined
  let events: EventRow[] = []
  const unsealed: EventRow[] = []
  const settle = async () => {
    if (batch === undefined) return
    const { last_seq } = batch
    await verifier.add(
      batch,
      events.filter(event => event.seq <= last_seq),
    )
    unsealed.push(...events.filter(event => event.seq > last_seq))
    passed.add(`${batch.batch} ${batch.hash.toString('hex')}`)
    events = []
  }
  for await (const line of lines) {
    if ('event' in line) events.push(eventOf(line.event))
    else if ('seal' in line) {
      await settle()
      batch = sealOf(line.seal)
    }
  }
  await settle()
  verifier.addUnsealed(batch === undefined ? events : unsealed)
  for (const head of heads)
    if (!(await passes(head, known, passed)))
      verifier.fault('chain', null, null, `the trail does not pass the head ${head}`)
  return verifier.end()
}

async function* readLines(path: string): AsyncGenerator<Line> {
  for await (const text of createInterface({ input: createReadStream(path) })) yield JSON.parse(text) as Line
}

const sealLine = (batch: BatchRow): BatchLine => ({
  batch: String(batch.batch),
  first_seq: String(batch.first_seq),
  last_seq: String(batch.last_seq),
  previous: batch.previous.toString('hex'),
  row_hashes: batch.row_hashes.toString('base64'),
  hash: batch.hash.toString('hex'),
  sealed_at: batch.sealed_at.toISOString(),
  key_id: batch.key_id,
  signed: batch.signed,
})

const sealOf = (line: BatchLine): BatchRow => ({
  batch: BigInt(line.batch),
  first_seq: BigInt(line.first_seq),
  last_seq: BigInt(line.last_seq),
  previous: Buffer.from(line.previous, 'hex'),
  row_hashes: Buffer.from(line.row_hashes, 'base64'),
  hash: Buffer.from(line.hash, 'hex'),
  sealed_at: new Date(line.sealed_at),
  key_id: line.key_id,
  signed: line.signed,
})

const eventLine = ({ seq, at, ...rest }: EventRow): EventLine => ({ ...rest, seq: String(seq), at: at.toISOString() })
const eventOf = ({ seq, at, ...rest }: EventLine): EventRow => ({ ...rest, seq: BigInt(seq), at: new Date(at) })
