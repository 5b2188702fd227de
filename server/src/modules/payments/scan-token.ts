/**
 * What the QR of a till, table, machine or invoice says, under the deployment's seal: short, and in characters that a QR packs
 * densely (5.5 bits each). Layout of the bytes: version 1, kind 1, id 16, store 16, terminal 16 (zeros: none), amount 6 (zero: the
 * customer types it), currency 3, end 5 (seconds since 1970, zero: none), then the first 16 bytes of HMAC-SHA-256 over all before.
 * Whatever is not exactly that is refused with one and the same answer.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { stringify, parse as uuidBytes } from 'uuid'
import type { Uuid } from '../../kernel/ids.ts'

export const requestKinds = ['till', 'table', 'machine', 'invoice'] as const
export type RequestKind = (typeof requestKinds)[number]

export interface ScanContent {
  readonly kind: RequestKind
  readonly id: Uuid
  readonly storeId: Uuid
  readonly terminalId: Uuid | undefined
  /** Undefined: the customer types it. */
  readonly amount: bigint | undefined
  readonly currency: string
  /** Undefined: printed, it lasts until it is cancelled. Whole seconds count. */
  readonly expiresMs: number | undefined
}

const prefix = 'RF'
const version = 1
const bodyLength = 64
const tagLength = 16
const nobody = '00000000-0000-0000-0000-000000000000'
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const textLength = Math.ceil(((bodyLength + tagLength) * 8) / 5)

export function sealScan(key: Uint8Array, content: ScanContent): string {
  const body = Buffer.alloc(bodyLength)
  body[0] = version
  body[1] = requestKinds.indexOf(content.kind)
  body.set(uuidBytes(content.id), 2)
  body.set(uuidBytes(content.storeId), 18)
  body.set(uuidBytes(content.terminalId ?? nobody), 34)
  writeInteger(body, 50, 6, content.amount ?? 0n)
  body.set(Buffer.from(content.currency, 'latin1'), 56)
  writeInteger(body, 59, 5, content.expiresMs === undefined ? 0n : BigInt(Math.floor(content.expiresMs / 1_000)))
  return prefix + toText(Buffer.concat([body, tagOf(key, body)]))
}

/** Undefined for what this deployment has not sealed, and for what is past its time. */
export function openScan(key: Uint8Array, text: string, nowMs: number): ScanContent | undefined {
  const bytes = fromText(text)
  const body = bytes.subarray(0, bodyLength)
  if (!timingSafeEqual(tagOf(key, body), bytes.subarray(bodyLength))) return undefined
  const kind = requestKinds[body[1]!]
  if (body[0] !== version || kind === undefined) return undefined
  const seconds = readInteger(body, 59, 5)
  const expiresMs = seconds === 0n ? undefined : Number(seconds) * 1_000
  if (expiresMs !== undefined && nowMs >= expiresMs) return undefined
  const terminalId = stringify(body.subarray(34, 50))
  const amount = readInteger(body, 50, 6)
  return {
    kind,
    id: stringify(body.subarray(2, 18)),
    storeId: stringify(body.subarray(18, 34)),
    terminalId: terminalId === nobody ? undefined : terminalId,
    amount: amount === 0n ? undefined : amount,
    currency: Buffer.from(body.subarray(56, 59)).toString('latin1'),
    expiresMs,
  }
}

function tagOf(key: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update('scan to pay').update(body).digest().subarray(0, tagLength)
}

function toText(bytes: Uint8Array): string {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  let text = ''
  for (let i = 0; i < textLength; i++) {
    text = alphabet[Number(value & 31n)] + text
    value >>= 5n
  }
  return text
}

/** The bytes that a text stands for; all zeros (which nobody has sealed) when it stands for none. */
function fromText(text: string): Uint8Array {
  const bytes = Buffer.alloc(bodyLength + tagLength)
  if (!text.startsWith(prefix) || text.length !== prefix.length + textLength) return bytes
  let value = 0n
  for (const character of text.slice(prefix.length)) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) return bytes
    value = (value << 5n) | BigInt(digit)
  }
  if (value >> BigInt(bytes.length * 8)) return bytes
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(value & 255n)
    value >>= 8n
  }
  return bytes
}

function writeInteger(into: Buffer, offset: number, length: number, value: bigint): void {
  for (let i = length - 1, left = value; i >= 0; i--, left >>= 8n) into[offset + i] = Number(left & 255n)
}

function readInteger(from: Uint8Array, offset: number, length: number): bigint {
  let value = 0n
  for (const byte of from.subarray(offset, offset + length)) value = (value << 8n) | BigInt(byte)
  return value
}
