/** Proves the chain: every batch's hash is computed again from its transfers, and leads to the head of its lane. */
import type { Queryable } from '../../platform/database.ts'
import { batchHash, type ChainedTransfer, genesisHash } from './chain.ts'

export interface ChainProof {
  readonly transfers: number
  readonly heads: readonly { lane: number; batch: number; hash: string }[]
  readonly faults: readonly string[]
}

type StoredTransfer = ChainedTransfer & { batch: bigint }
interface Link {
  readonly lane: number
  readonly number: bigint
  readonly transfers: number
  readonly hash: string
  readonly previous: string
}

/** Recomputes every batch's hash from its transfers and follows the chain to the head of its lane. */
export async function proveChain(snapshot: Queryable): Promise<ChainProof> {
  const heads = await laneHeads(snapshot)
  const faults: string[] = []
  let transfers = 0
  for (const head of heads) {
    let previous: Buffer = genesisHash
    let expected = 1n
    for await (const { link, rows } of batchesOf(snapshot, head.lane)) {
      const hash = batchHash(previous)
      for (const row of rows) hash.add(row)
      const computed = hash.hash()
      if (link.number !== expected) faults.push(`lane ${head.lane}: batch ${expected} is missing`)
      if (rows.length !== link.transfers)
        faults.push(`lane ${head.lane}: batch ${link.number} has lost or gained transfers`)
      if (link.previous !== previous.toString('hex'))
        faults.push(`lane ${head.lane}: batch ${link.number} does not name the hash of the batch before`)
      if (computed.toString('hex') !== link.hash) faults.push(`lane ${head.lane}: batch ${link.number} was altered`)
      transfers += rows.length
      expected = link.number + 1n
      previous = Buffer.from(link.hash, 'hex')
    }
    if (previous.toString('hex') !== head.hash || BigInt(head.batch) !== expected - 1n)
      faults.push(`lane ${head.lane}: the head does not fit the last batch`)
  }
  const [stored] = await snapshot.query<{ count: bigint }>('SELECT count(*) FROM ledger.transfers')
  if (stored!.count !== BigInt(transfers)) faults.push('there are transfers outside the chain')
  return { transfers, heads, faults }
}

export async function laneHeads(snapshot: Queryable): Promise<ChainProof['heads'][number][]> {
  return snapshot.query(
    `SELECT lane, number::int AS batch, encode(hash, 'hex') AS hash FROM ledger.heads ORDER BY lane`,
  )
}

/** The batches of a lane in order, each with its transfers: two cursors side by side, so that memory stays flat. */
export async function* batchesOf(
  snapshot: Queryable,
  lane: number,
): AsyncGenerator<{ link: Link; rows: StoredTransfer[] }> {
  const transfers = readAll<StoredTransfer>(
    snapshot,
    `transfers_${lane}`,
    `SELECT batch, id, kind, debit_account, credit_account, amount, currency, (extract(epoch FROM at) * 1000000)::bigint AS at_us,
            reverses, lots, parts FROM ledger.transfers WHERE lane = ${lane} ORDER BY batch, position`,
  )
  const links = readAll<Link>(
    snapshot,
    `links_${lane}`,
    `SELECT number, transfers, encode(hash, 'hex') AS hash, encode(previous, 'hex') AS previous
       FROM ledger.batches WHERE lane = ${lane} ORDER BY number`,
  )
  let next = await transfers.next()
  for await (const link of links) {
    const rows: StoredTransfer[] = []
    while (!next.done && next.value.batch <= link.number) {
      if (next.value.batch === link.number) rows.push(next.value)
      next = await transfers.next()
    }
    yield { link, rows }
  }
}

async function* readAll<Row>(snapshot: Queryable, cursor: string, select: string): AsyncGenerator<Row> {
  await snapshot.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${select}`)
  while (true) {
    const portion = await snapshot.query<Row>(`FETCH 5000 FROM ${cursor}`)
    if (portion.length === 0) break
    yield* portion
  }
  await snapshot.query(`CLOSE ${cursor}`)
}
