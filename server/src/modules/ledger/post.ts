/** Posts transfers atomically: all of them, or none with the reason. The fast, set-wise way is in the modules that take money. */
import { assert } from '../../kernel/assert.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, sqlState, type Transaction } from '../../platform/database.ts'
import { guardArguments, guardsOf, type Movement } from './guard.ts'
import { laneOf } from './lanes.ts'
import { selectAccounts, type TransferKind, transferKinds } from './store.ts'

export interface NewTransfer {
  /** The transfer's idempotency key: the same id is never posted twice. */
  readonly id: Uuid
  readonly kind: TransferKind
  readonly debit: Side
  readonly credit: Side
  readonly amount: bigint
  readonly currency: string
  readonly atMs: number
  readonly reverses?: Uuid
}

/** An account on one side of a transfer, and whether it is a customer's (guarded) or the brand's own. */
export interface Side {
  readonly id: Uuid
  readonly guarded: boolean
}

/** Thrown to roll the transaction back when an account does not allow a posting; `refusalOf` says why. */
export class PostingRefused extends Error {
  override readonly name = 'PostingRefused'
}

/**
 * Posts transfers of one lane and currency together. Throws `PostingRefused` when an account lacks the funds, is frozen or would
 * pass its ceiling: the caller's transaction must then roll back.
 */
export async function postTransfers(tx: Transaction, transfers: readonly NewTransfer[]): Promise<void> {
  const movements: Movement[] = transfers.flatMap(t => [
    ...(t.debit.guarded ? [{ accountId: t.debit.id, amount: -t.amount }] : []),
    ...(t.credit.guarded ? [{ accountId: t.credit.id, amount: t.amount }] : []),
  ])
  const sides = transfers.flatMap(t => [t.debit, t.credit])
  const own = sides.filter(side => !side.guarded).map(side => side.id)
  const guards = guardsOf(movements)
  const lane = laneOf((sides.find(side => side.guarded) ?? sides[0]!).id)
  const { currency } = transfers[0]!
  assert(
    transfers.every(t => t.currency === currency),
    'one posting has one currency',
  )
  assert(
    movements.every(movement => laneOf(movement.accountId) === lane),
    'one posting has one lane',
  )
  try {
    await tx.query(
      `SELECT ledger.post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, true)`,
      [
        lane,
        arrayOf(transfers.map(t => t.id)),
        arrayOf(transfers.map(t => transferKinds[t.kind])),
        arrayOf(transfers.map(t => t.debit.id)),
        arrayOf(transfers.map(t => t.credit.id)),
        arrayOf(transfers.map(t => t.amount)),
        currency,
        transfers.map(t => new Date(t.atMs)),
        arrayOf(transfers.map(t => t.reverses ?? null)),
        ...guardArguments({ ...guards, places: transfers.map(() => 1) }, own),
      ],
      'ledger post all',
    )
  } catch (error) {
    if (sqlState(error) === 'RF001') throw new PostingRefused('an account does not allow this posting')
    throw error
  }
}

export type Refusal =
  | 'not_found'
  | 'currency_mismatch'
  | 'account_frozen'
  | 'insufficient_funds'
  | 'balance_limit_exceeded'

/** Why an account did not allow a movement; undefined when it would allow it now (then try again). */
export async function refusalOf(
  tx: Transaction,
  movement: { accountId: Uuid; amount: bigint; currency: string },
): Promise<Refusal | undefined> {
  const [account] = await selectAccounts(tx, laneOf(movement.accountId), [movement.accountId])
  if (account?.balance == null) return 'not_found'
  if (account.currency !== movement.currency) return 'currency_mismatch'
  if (movement.amount > 0n) return 'balance_limit_exceeded'
  if (account.frozen) return 'account_frozen'
  return account.balance + movement.amount < 0n ? 'insufficient_funds' : undefined
}
