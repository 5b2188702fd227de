/** Computes a trail anew and says where it is not what was sealed: to the row. Pure; rows come from the database or from a file. */
import type { KeyObject } from 'node:crypto'
import type { AuditFault } from '@ringfence/contract'
import { toJson } from '../../kernel/money.ts'
import { type EventRow, hashOfEvent } from './event-row.ts'
import { genesis, type Head, hashOfSeal, headOf, readSignedHead, rowHashAt } from './seal.ts'
import type { BatchRow } from './store.ts'

export interface Verified {
  readonly ok: boolean
  readonly events: number
  readonly batches: number
  /** The first 100. */
  readonly faults: readonly AuditFault[]
  /** Where the sealed trail ends. */
  readonly head: (Head & { readonly signed: string }) | undefined
}

export interface KnownKey {
  readonly publicKey: KeyObject
  /** Why a signature by it is not to be trusted; undefined when it is. */
  readonly doubt: string | undefined
}

export interface Verifier {
  /** The next seal, and the rows that are there now with numbers it covers, in order of their numbers. */
  add(batch: BatchRow, events: readonly EventRow[]): Promise<void>
  /** Rows behind the last seal, in order; `head` is the number of the last that was appended, if known. */
  addUnsealed(events: readonly EventRow[], head?: bigint): void
  fault(problem: AuditFault['problem'], batch: bigint | null, number: bigint | null, detail: string): void
  end(): Verified
}

const faultsMax = 100

export function createVerifier(keys: ReadonlyMap<string, KnownKey>): Verifier {
  const faults: AuditFault[] = []
  let before: BatchRow | undefined
  let events = 0
  let batches = 0

  const fault: Verifier['fault'] = (problem, batch, number, detail) => {
    if (faults.length === faultsMax) return
    faults.push({
      problem,
      batch: batch === null ? null : toJson(batch),
      number: number === null ? null : toJson(number),
      detail,
    })
  }

  async function add(batch: BatchRow, rows: readonly EventRow[]): Promise<void> {
    checkChain(batch, before, fault)
    await checkSignature(batch, keys, fault)
    compareRows(batch, rows, fault)
    before = batch
    events += rows.length
    batches += 1
  }

  function addUnsealed(rows: readonly EventRow[], head?: bigint): void {
    let expected = (before?.last_seq ?? 0n) + 1n
    const missUntil = (end: bigint) => {
      for (; expected < end && faults.length < faultsMax; expected += 1n) {
        fault('removed', null, expected, 'was appended and is gone')
      }
    }
    for (const row of rows) {
      missUntil(row.seq)
      if (row.seq < expected) fault('inserted', null, row.seq, `holds event ${row.id}, which was never appended there`)
      else expected = row.seq + 1n
    }
    if (head !== undefined) missUntil(head + 1n)
    events += rows.length
  }

  return {
    add,
    addUnsealed,
    fault,
    end: () => ({
      ok: faults.length === 0,
      events,
      batches,
      faults,
      head: before && { ...headOf(before), signed: before.signed },
    }),
  }
}

type Report = Verifier['fault']

function checkChain(batch: BatchRow, before: BatchRow | undefined, fault: Report): void {
  const next = (before?.batch ?? 0n) + 1n
  if (batch.batch !== next) fault('chain', batch.batch, null, `seal ${next} is gone`)
  else if (batch.first_seq !== (before?.last_seq ?? 0n) + 1n)
    fault('chain', batch.batch, null, 'leaves out or repeats events')
  if (!batch.previous.equals(before?.hash ?? genesis))
    fault('chain', batch.batch, null, 'does not continue the seal before')
  if (!batch.hash.equals(hashOfSeal(batch))) fault('chain', batch.batch, null, 'its hash is not that of its contents')
}

async function checkSignature(batch: BatchRow, keys: ReadonlyMap<string, KnownKey>, fault: Report): Promise<void> {
  const key = keys.get(batch.key_id)
  if (key === undefined) return fault('key', batch.batch, null, `key ${batch.key_id} is gone`)
  if (key.doubt !== undefined) fault('key', batch.batch, null, `key ${batch.key_id} ${key.doubt}`)
  const signed = await readSignedHead(batch.signed, key.publicKey)
  const head = headOf(batch)
  const same =
    signed?.batch === head.batch && signed.number === head.number && signed.hash === head.hash && signed.at === head.at
  if (!same) fault('signature', batch.batch, null, 'the signature is not over this head')
}

/** Row by row: by its content an event is told from one that was changed, moved here, put in, or taken away. */
function compareRows(batch: BatchRow, rows: readonly EventRow[], fault: Report): void {
  const count = toJson(batch.last_seq - batch.first_seq) + 1
  const placeOf = new Map<string, number>()
  for (let index = 0; index < count; index += 1) placeOf.set(rowHashAt(batch.row_hashes, index).toString('hex'), index)
  const found = rows.map(row => ({ seq: row.seq, id: row.id, hash: hashOfEvent(row).toString('hex') }))
  const present = new Set(found.map(({ hash }) => hash))
  const at = new Map<bigint, (typeof found)[number]>()
  for (const row of found) {
    const fits = row.seq >= batch.first_seq && row.seq <= batch.last_seq && !at.has(row.seq)
    if (fits) at.set(row.seq, row)
    else fault('inserted', batch.batch, row.seq, `event ${row.id} was never sealed there`)
  }
  for (let index = 0; index < count; index += 1) {
    const number = batch.first_seq + BigInt(index)
    const wanted = rowHashAt(batch.row_hashes, index).toString('hex')
    const row = at.get(number)
    if (row?.hash === wanted) continue
    const place = row && placeOf.get(row.hash)
    if (row === undefined) {
      if (!present.has(wanted)) fault('removed', batch.batch, number, 'was sealed and is gone')
      else fault('moved', batch.batch, number, 'stands at another number now')
    } else if (place !== undefined) {
      fault(
        'moved',
        batch.batch,
        number,
        `holds event ${row.id}, which was sealed as ${batch.first_seq + BigInt(place)}`,
      )
    } else if (present.has(wanted))
      fault('inserted', batch.batch, number, `holds event ${row.id}, which was never sealed`)
    else fault('changed', batch.batch, number, `event ${row.id} is not as it was sealed`)
  }
}
