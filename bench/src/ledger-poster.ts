/** The smallest honest caller of `ledger.take`: postings in flight go together; one that can't is posted alone; an id is posted once. */
import type { Uuid } from '../../server/src/kernel/ids.ts'
import {
  balancesAfter,
  guardArguments,
  guardsOf,
  laneOf,
  type NewTransfer,
  postTransfers,
} from '../../server/src/modules/ledger/index.ts'
import {
  arrayOf,
  type Database,
  type Queryable,
  sqlState,
  uniqueViolation,
} from '../../server/src/platform/database.ts'
import { type GroupCommit, groupCommit } from '../../server/src/platform/group-commit.ts'

/** A payment from a customer's account to one of the brand's own. */
export interface Posting {
  readonly id: Uuid
  readonly accountId: Uuid
  readonly salesId: Uuid
  readonly amount: bigint
  readonly currency: string
  readonly atMs: number
}

export function ledgerPoster(db: Database): GroupCommit<Posting, { posted: true }> {
  return groupCommit<Posting, { posted: true }>({
    groupOf: posting => `${laneOf(posting.accountId)} ${posting.currency}`,
    connect: () => db.connect(),
    send: async (on, postings) =>
      (await post(on, postings)).map(after => (after === undefined ? undefined : { posted: true })),
    alone: posting => postAlone(db, posting),
  })
}

async function post(on: Queryable, postings: readonly Posting[]): Promise<(bigint | undefined)[]> {
  const guards = guardsOf(postings)
  const [row] = await on.query<{ before: (bigint | null)[] }>(
    'SELECT ledger.take($1, 2::smallint, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS before',
    [
      laneOf(postings[0]!.accountId),
      arrayOf(postings.map(posting => posting.id)),
      arrayOf(postings.map(posting => posting.accountId)),
      arrayOf(postings.map(posting => posting.salesId)),
      arrayOf(postings.map(posting => posting.amount)),
      postings[0]!.currency,
      `{${postings.map(posting => new Date(posting.atMs).toISOString()).join(',')}}`,
      ...guardArguments(
        guards,
        postings.map(posting => posting.salesId),
      ),
    ],
    'bench ledger take',
  )
  return balancesAfter(guards, row!.before)
}

async function postAlone(db: Database, posting: Posting): Promise<{ posted: true }> {
  const { id, amount, currency, atMs } = posting
  const debit = { id: posting.accountId, guarded: true }
  const credit = { id: posting.salesId, guarded: false }
  const transfer: NewTransfer = { id, kind: 'payment', debit, credit, amount, currency, atMs }
  try {
    await db.transaction(tx => postTransfers(tx, [transfer]))
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
  }
  return { posted: true }
}
