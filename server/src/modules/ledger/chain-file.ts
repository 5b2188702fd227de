/** The chain as a file: exported batch by batch, and verified by anyone who has an exported head, without the database. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Database } from '../../platform/database.ts'
import { batchHash, type ChainedTransfer, genesisHash } from './chain.ts'
import { batchesOf, laneHeads } from './prove-chain.ts'

/** One line of the file: a batch of a lane with all its transfers; integers as text, since JSON's are not exact. */
interface BatchLine {
  readonly lane: number
  readonly batch: string
  readonly transfers: readonly Record<keyof ChainedTransfer, unknown>[]
}

/** The whole chain as lines of JSON, lanes one after the other, on one snapshot; last the heads. */
export async function exportChain(db: Database, write: (line: string) => Promise<void>): Promise<void> {
  await db.snapshot(async snapshot => {
    const heads = await laneHeads(snapshot)
    for (const { lane } of heads) {
      for await (const { link, rows } of batchesOf(snapshot, lane)) {
        await write(JSON.stringify({ lane, batch: link.number, transfers: rows.map(shown) }, exact))
      }
    }
    await write(JSON.stringify({ heads }))
  })
}

const exact = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
function shown({ batch: _, ...transfer }: ChainedTransfer & { batch: bigint }) {
  return transfer
}

export interface Verified {
  readonly ok: boolean
  readonly transfers: number
  /** Where each lane's chain ends, as computed from the file. */
  readonly heads: readonly { lane: number; batch: string; hash: string }[]
  readonly faults: readonly string[]
}

/**
 * Computes the chain anew from a file and compares each lane's end with heads that were exported before (`lane:hash`, of the end or of
 * any batch on the way). Without such heads it says only where the chain ends.
 */
export async function verifyChainFile(
  path: string,
  known: readonly { lane: number; hash: string }[],
): Promise<Verified> {
  const heads = new Map<number, { lane: number; batch: string; hash: string }>()
  const missing = new Set(known)
  const faults: string[] = []
  let transfers = 0
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const line = JSON.parse(text) as BatchLine | { heads: unknown }
    if (!('batch' in line)) continue
    const before = heads.get(line.lane)
    if (BigInt(line.batch) !== BigInt(before?.batch ?? 0) + 1n)
      faults.push(`lane ${line.lane}: no batch before ${line.batch}`)
    const hash = batchHash(before ? Buffer.from(before.hash, 'hex') : genesisHash)
    for (const transfer of line.transfers) hash.add(transfer as unknown as ChainedTransfer)
    transfers += line.transfers.length
    const head = { lane: line.lane, batch: line.batch, hash: hash.hash().toString('hex') }
    heads.set(line.lane, head)
    for (const one of missing) if (one.lane === head.lane && one.hash === head.hash) missing.delete(one)
  }
  for (const one of missing) faults.push(`lane ${one.lane}: the chain never passes ${one.hash}`)
  return { ok: faults.length === 0, transfers, heads: [...heads.values()], faults }
}
