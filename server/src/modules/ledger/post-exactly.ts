/** The exact posting: transfers one after the other, all of them or none (db/code/11-ledger-post.sql). */
import { assert } from '../../kernel/assert.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { arrayOf, sqlState, type Transaction } from '../../platform/database.ts'
import { laneOf } from './lanes.ts'
import type { LotOrigin } from './lots.ts'
import { type LotPart, rankOf } from './rules.ts'
import { type TransferKind, transferKinds } from './store.ts'

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
  /** The lot that a transfer from the brand to a customer opens; needed there, unless `lots` says which earlier ones get it back. */
  readonly opens?: LotOrigin
  /** Takes from, or gives back to, exactly these lots. Without, a debit follows the spend order. */
  readonly lots?: readonly LotPart[]
  /** Where neither side is a customer's account. */
  readonly lane?: number
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

export function guardedOf(transfers: readonly NewTransfer[]): Uuid[] {
  const sides = transfers.flatMap(t => [t.debit, t.credit])
  return [...new Set(sides.filter(side => side.guarded).map(side => side.id))].sort()
}

/** Like `postTransfers`, but an account with an expired lot refuses. */
export async function postExactly(tx: Transaction, transfers: readonly NewTransfer[]): Promise<void> {
  const guarded = guardedOf(transfers)
  const lane = guarded[0] === undefined ? (transfers[0]!.lane ?? 0) : laneOf(guarded[0])
  const { currency } = transfers[0]!
  assert(
    transfers.every(t => t.currency === currency),
    'one posting has one currency',
  )
  assert(
    guarded.every(id => laneOf(id) === lane),
    'one posting has one lane',
  )
  try {
    await tx.query(
      `SELECT ledger.post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, true)`,
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
        ...openArguments(transfers),
        ...lotArguments(transfers),
        arrayOf(guarded),
        arrayOf([...new Set(transfers.flatMap(t => [t.debit, t.credit].filter(s => !s.guarded).map(s => s.id)))]),
      ],
      'ledger post all',
    )
  } catch (error) {
    if (sqlState(error) === 'RF001') throw new PostingRefused('an account does not allow this posting')
    throw error
  }
}

/** The arguments `_opens, _tender, _rank, _expires, _place` of the database's posting functions. */
export function openArguments(transfers: readonly { atMs: number; opens?: LotOrigin | undefined }[]): unknown[] {
  const rankIn = (lot: LotOrigin, openedMs: number) => rankOf({ kind: lot.kind, openedMs, expiresMs: lot.expiresMs })
  return [
    transfers.map(({ opens }) => opens?.kind ?? null),
    transfers.map(({ opens }) => opens?.tender ?? null),
    arrayOf(transfers.map(({ opens, atMs }) => (opens ? rankIn(opens, atMs) : null))),
    transfers.map(({ opens }) => (opens?.expiresMs === undefined ? null : new Date(opens.expiresMs))),
    transfers.map(({ opens }) => opens?.jurisdiction ?? null),
  ]
}

/** The arguments `_of, _lot, _part`: lots that transfers name, by the transfer's position. */
function lotArguments(transfers: readonly NewTransfer[]): string[] {
  const named = transfers.flatMap((t, i) => (t.lots ?? []).map(part => ({ of: i + 1, ...part })))
  return [
    arrayOf(named.map(part => part.of)),
    arrayOf(named.map(part => part.lotId)),
    arrayOf(named.map(part => part.amount)),
  ]
}
