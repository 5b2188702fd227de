/** Ids: UUIDv7 inside (so that keys arrive in order), TypeIDs outside (`pay_01h…`). */
import { createHash, randomBytes, randomFillSync } from 'node:crypto'
import { TypeID } from 'typeid-js'
import { stringify, v7 } from 'uuid'
import { assert } from './assert.ts'
import { systemClock } from './clock.ts'

export type Uuid = string

/** A new id; with a time, one that sorts among the ids of that time (an imported payment lists where it belongs). */
export function newId(atMs?: number): Uuid {
  return v7(atMs === undefined ? next() : { msecs: atMs, random: random16() })
}

/** Each follows the one before, also within a millisecond, or when the clock is set back (RFC 9562, 6.2, method 1). */
function next(): { msecs: number; seq: number; random: Uint8Array } {
  const random = random16()
  const nowMs = systemClock.now()
  if (nowMs > last.msecs)
    last = { msecs: nowMs, seq: new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1 }
  else last = { msecs: last.msecs, seq: last.seq + 1 }
  assert(last.seq < 2 ** 32, 'no millisecond has two thousand million ids')
  return { ...last, random }
}
let last = { msecs: 0, seq: 0 }

/** 16 random bytes, each used once; drawn from the system many at a time, because asking for each id apart takes longer than all the rest. */
function random16(): Uint8Array {
  if (randomUsed === randomPool.length) {
    randomFillSync(randomPool)
    randomUsed = 0
  }
  randomUsed += 16
  return randomPool.subarray(randomUsed - 16, randomUsed)
}
const randomPool = new Uint8Array(4096)
let randomUsed = randomPool.length

/** Always the same id for the same words: for accounts and clients that exist once. RFC 9562, version 8. */
export function namedId(...words: string[]): Uuid {
  const bytes = createHash('sha256').update(JSON.stringify(words)).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return stringify(bytes)
}

/** The id as the API shows it. */
export function toTypeId(prefix: string, id: Uuid): string {
  return TypeID.fromUUID(prefix, id).toString()
}

/** The id as we store it; undefined when the text is no id with that prefix. */
export function fromTypeId(prefix: string, text: string): Uuid | undefined {
  try {
    return TypeID.fromString(text, prefix).toUUID()
  } catch {
    return undefined
  }
}

/** An unguessable text of Crockford base 32, 5 bits a character. */
export function randomText(length: number): string {
  return Array.from(randomBytes(length), byte => crockford[byte % 32]).join('')
}
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
