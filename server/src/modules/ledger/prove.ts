/**
 * Proves the books from what is stored: the chain of hashes is recomputed, every guarded balance is compared with its transfers,
 * and each currency must balance to zero. Runs on one snapshot, beside live payments.
 */
import type { Database, Queryable } from '../../platform/database.ts'
import { batchHash, type ChainedTransfer, genesisHash } from './chain.ts'
import { totalsOf, trialBalanceRows } from './trial-balance.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

export interface LedgerProof {
  readonly ok: boolean
  readonly transfers: number
  readonly accounts: number
  readonly heads: readonly { lane: number; batch: number; hash: string }[]
  readonly checks: readonly Check[]
}

export async function proveLedger(db: Database): Promise<LedgerProof> {
  return db.snapshot(async snapshot => {
    const chain = await proveChain(snapshot)
    const checks = [
      chain.check,
      await proveBalances(snapshot),
      await proveConservation(snapshot),
      await proveNothingOutside(snapshot),
      await proveReversals(snapshot),
    ]
    const [accounts] = await snapshot.query<{ count: bigint }>('SELECT count(*) FROM ledger.accounts')
    return {
      ok: checks.every(check => check.ok),
      transfers: chain.transfers,
      accounts: Number(accounts!.count),
      heads: chain.heads,
      checks,
    }
  })
}

type StoredTransfer = ChainedTransfer & { lane: number; batch: bigint }
interface Link {
  readonly lane: number
  readonly number: bigint
  readonly transfers: number
  readonly hash: string
  readonly previous: string
}

/** Recomputes every batch's hash from its transfers and follows the chain to the head of its lane. */
async function proveChain(snapshot: Queryable) {
  const heads = await snapshot.query<{ lane: number; batch: number; hash: string }>(
    `SELECT lane, number::int AS batch, encode(hash, 'hex') AS hash FROM ledger.heads ORDER BY lane`,
  )
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
  return { transfers, heads, check: check('chain', faults, `${transfers} transfers, every batch fits the one before`) }
}

/** The batches of a lane in order, each with its transfers, read in portions so that memory stays flat. */
async function* batchesOf(snapshot: Queryable, lane: number): AsyncGenerator<{ link: Link; rows: StoredTransfer[] }> {
  const cursor = `proof_${lane}`
  await snapshot.query(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR
     SELECT b.number, b.transfers, encode(b.hash, 'hex') AS hash, encode(b.previous, 'hex') AS previous, t.id, t.kind,
            t.debit_account, t.credit_account, t.amount, t.currency, (extract(epoch FROM t.at) * 1000000)::bigint AS at_us, t.reverses
       FROM ledger.batches b LEFT JOIN ledger.transfers t ON t.lane = b.lane AND t.batch = b.number
      WHERE b.lane = ${lane} ORDER BY b.number, t.position`,
  )
  let current: { link: Link; rows: StoredTransfer[] } | undefined
  while (true) {
    const portion = await snapshot.query<Link & StoredTransfer>(`FETCH 5000 FROM ${cursor}`)
    for (const row of portion) {
      if (current && current.link.number !== row.number) {
        yield current
        current = undefined
      }
      current ??= { link: row, rows: [] }
      if (row.id !== null) current.rows.push(row)
    }
    if (portion.length === 0) break
  }
  if (current) yield current
  await snapshot.query(`CLOSE ${cursor}`)
}

async function proveBalances(snapshot: Queryable): Promise<Check> {
  const wrong = await snapshot.query<{ id: string }>(
    `WITH legs AS (
       SELECT lane, debit_account AS id, -amount AS amount FROM ledger.transfers
       UNION ALL SELECT lane, credit_account, amount FROM ledger.transfers),
     sums AS (SELECT lane, id, sum(amount) AS balance FROM legs GROUP BY lane, id)
     SELECT a.id FROM ledger.accounts a LEFT JOIN sums s USING (lane, id)
      WHERE a.balance IS NOT NULL
        AND (a.balance <> coalesce(s.balance, 0) OR a.balance < a.floor OR a.balance > a.ceiling) LIMIT 20`,
  )
  return check(
    'balances',
    wrong.map(row => `account ${row.id} does not equal its transfers`),
    'every balance equals its transfers',
  )
}

async function proveConservation(snapshot: Queryable): Promise<Check> {
  const totals = totalsOf(await trialBalanceRows(snapshot, undefined))
  const wrong = totals.filter(total => total.debit !== total.credit)
  return check(
    'conservation',
    wrong.map(total => `${total.currency} is out of balance by ${total.debit - total.credit}`),
    `the trial balance is zero in ${totals.map(total => total.currency).join(', ') || 'every currency'}`,
  )
}

async function proveNothingOutside(snapshot: Queryable): Promise<Check> {
  const strays = await snapshot.query<{ id: string }>(
    `SELECT t.id FROM ledger.transfers t
       LEFT JOIN ledger.accounts d ON d.lane = t.lane AND d.id = t.debit_account AND d.currency = t.currency
       LEFT JOIN ledger.accounts c ON c.lane = t.lane AND c.id = t.credit_account AND c.currency = t.currency
      WHERE d.id IS NULL OR c.id IS NULL LIMIT 20`,
  )
  return check(
    'accounts',
    strays.map(row => `transfer ${row.id} names an unknown account`),
    'every transfer joins two known accounts',
  )
}

async function proveReversals(snapshot: Queryable): Promise<Check> {
  const wrong = await snapshot.query<{ id: string }>(
    `SELECT r.id FROM ledger.transfers r LEFT JOIN ledger.transfers o ON o.lane = r.lane AND o.id = r.reverses
      WHERE r.reverses IS NOT NULL AND (o.id IS NULL OR (o.debit_account, o.credit_account, o.amount, o.currency)
        IS DISTINCT FROM (r.credit_account, r.debit_account, r.amount, r.currency)) LIMIT 20`,
  )
  return check(
    'reversals',
    wrong.map(row => `reversal ${row.id} is not a mirror image`),
    'every reversal mirrors its transfer',
  )
}

function check(name: string, faults: readonly string[], fine: string): Check {
  return { name, ok: faults.length === 0, detail: faults.length === 0 ? fine : faults.slice(0, 20).join('; ') }
}
