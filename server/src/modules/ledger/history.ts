/** A customer's account over time, as its transfers tell it. */
import type { Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import { laneOf } from './lanes.ts'
import { selectTransfersOf, type TransferKind, transferKindNames } from './store.ts'

export interface HistoryEntry {
  /** Id of the transfer, and so of the payment, load or refund that it belongs to. */
  readonly id: Uuid
  readonly kind: TransferKind
  /** Signed: what it added to the account. */
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
}

/** Newest first; `before` is the id of the last entry of the page before. */
export async function accountHistory(
  db: Queryable,
  accountId: Uuid,
  page: { before: Uuid | undefined; limit: number },
): Promise<HistoryEntry[]> {
  const rows = await selectTransfersOf(db, { lane: laneOf(accountId), id: accountId, guarded: true }, page)
  return rows.map(row => ({
    id: row.id,
    kind: transferKindNames[row.kind - 1]!,
    amount: row.debit_account === accountId ? -row.amount : row.amount,
    currency: row.currency,
    at: row.at,
  }))
}
