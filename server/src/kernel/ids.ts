/** Ids: UUIDv7 inside (so that keys arrive in order), TypeIDs outside (`pay_01h…`). */
import { createHash, randomBytes, randomFillSync } from 'node:crypto'
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

/** The id as the API shows it (TypeID 0.3): its 128 bits in 26 letters of Crockford's base 32, in lower case. */
export function toTypeId(prefix: string, id: Uuid): string {
  const digits = BigInt(`0x${id.replaceAll('-', '')}`)
    .toString(32)
    .padStart(26, '0')
  let text = `${prefix}_`
  for (let i = 0; i < 26; i++) text += letterOf[digits.charCodeAt(i)]
  return text
}

/** The id as we store it; undefined when the text is no id with that prefix. */
export function fromTypeId(prefix: string, text: string): Uuid | undefined {
  const start = prefix.length + 1
  if (text.length !== start + 26 || !text.startsWith(`${prefix}_`) || text.charCodeAt(start) > 0x37) return undefined
  let digits = ''
  for (let i = start; i < text.length; i++) {
    const digit = digitOf[text.charCodeAt(i)]
    if (digit === undefined) return undefined
    digits += digit
  }
  // 50 bits are exact in a number; the first six letters have 28 bits, for the first one is at most 7.
  const part = (from: number, to: number) => BigInt(Number.parseInt(digits.slice(from, to), 32))
  const hex = ((part(0, 6) << 100n) | (part(6, 16) << 50n) | part(16, 26)).toString(16).padStart(32, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const ours = '0123456789abcdefghjkmnpqrstvwxyz'
const javaScripts = '0123456789abcdefghijklmnopqrstuv'
/** By the code of a digit as JavaScript writes base 32, the letter of ours; and the other way round. */
const letterOf = tableOf(javaScripts, ours)
const digitOf = tableOf(ours, javaScripts)
function tableOf(from: string, to: string): readonly (string | undefined)[] {
  const table: (string | undefined)[] = []
  for (let i = 0; i < from.length; i++) table[from.charCodeAt(i)] = to[i]
  return table
}

/** An unguessable text of Crockford base 32, 5 bits a character. */
export function randomText(length: number): string {
  return Array.from(randomBytes(length), byte => crockford[byte % 32]).join('')
}
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
