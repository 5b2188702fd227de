/** A seal over a batch of events: their hashes in order, chained to the seal before, and the head signed. */
import { createHash, type KeyObject } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import { toJson } from '../../kernel/money.ts'
import type { BatchRow } from './store.ts'

export const hashLength = 32
export const genesis = Buffer.alloc(hashLength)
const domain = 'ringfence audit seal 1\n'
const headType = 'ringfence-audit-head+jws'

export type Seal = Pick<BatchRow, 'batch' | 'first_seq' | 'last_seq' | 'previous' | 'row_hashes'>

/** SHA-256 over the seal's place in the chain and the hashes it keeps. */
export function hashOfSeal({ batch, first_seq, last_seq, previous, row_hashes }: Seal): Buffer {
  const numbers = Buffer.alloc(24)
  numbers.writeBigUInt64BE(batch, 0)
  numbers.writeBigUInt64BE(first_seq, 8)
  numbers.writeBigUInt64BE(last_seq, 16)
  return createHash('sha256').update(domain).update(previous).update(numbers).update(row_hashes).digest()
}

export interface Head {
  readonly batch: number
  /** Of the last event that it covers. */
  readonly number: number
  readonly hash: string
  readonly at: string
}

type Headed = Pick<BatchRow, 'batch' | 'last_seq' | 'hash' | 'sealed_at'>

export function headOf({ batch, last_seq, hash, sealed_at }: Headed): Head {
  return { batch: toJson(batch), number: toJson(last_seq), hash: hash.toString('hex'), at: sealed_at.toISOString() }
}

export function signHead(head: Head, key: { readonly id: string; readonly privateKey: KeyObject }): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(head)))
    .setProtectedHeader({ alg: 'ES256', kid: key.id, typ: headType })
    .sign(key.privateKey)
}

/** What was signed; undefined when this key did not sign it. */
export async function readSignedHead(signed: string, publicKey: KeyObject): Promise<Head | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(signed, publicKey, { algorithms: ['ES256'] })
    return protectedHeader.typ === headType ? (JSON.parse(Buffer.from(payload).toString()) as Head) : undefined
  } catch {
    return undefined
  }
}

/** The hash that a seal keeps of its event `index` (from 0). */
export function rowHashAt(row_hashes: Buffer, index: number): Buffer {
  return row_hashes.subarray(index * hashLength, (index + 1) * hashLength)
}
