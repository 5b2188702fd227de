/** Ids: UUIDv7 inside (so that keys arrive in order), TypeIDs outside (`pay_01h…`). */
import { createHash, randomBytes, randomFillSync } from 'node:crypto'
import { TypeID } from 'typeid-js'
import { stringify, v7 } from 'uuid'

export type Uuid = string

/** A new id; with a time, one that sorts among the ids of that time (an imported payment lists where it belongs). */
export function newId(atMs?: number): Uuid {
  return atMs === undefined ? v7() : v7({ msecs: atMs, random: random16() })
}

/** 16 random bytes, each used once; drawn from the system many at a time, because a history wants them by the million. */
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
