/** Reversal: history is never edited; a transfer is undone by its mirror image, at most once. */
import { newId, type Uuid } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { laneOf } from './lanes.ts'
import { postTransfers } from './post.ts'
import type { NewTransfer, Side } from './post-exactly.ts'
import { selectAccounts, selectTransfer } from './store.ts'

export type ReverseOutcome = { ok: true; transferId: Uuid } | { ok: false; code: 'not_found' }

/**
 * @public
 * Posts the mirror image of a transfer. A second reversal of the same transfer fails with SQLSTATE 23505 (a unique index), also
 * when two run at once; a reversal that would take an account below zero throws `PostingRefused`.
 */
export async function reverseTransfer(
  tx: Transaction,
  request: { transferId: Uuid; accountId: Uuid; atMs: number },
): Promise<ReverseOutcome> {
  const lane = laneOf(request.accountId)
  const original = await selectTransfer(tx, lane, request.transferId)
  if (!original) return { ok: false, code: 'not_found' }
  const accounts = await selectAccounts(tx, lane, [original.debit_account, original.credit_account])
  const side = (id: Uuid): Side => ({ id, guarded: accounts.find(account => account.id === id)?.balance != null })
  const mirror: NewTransfer = {
    id: newId(),
    kind: 'reversal',
    debit: side(original.credit_account),
    credit: side(original.debit_account),
    amount: original.amount,
    currency: original.currency,
    atMs: request.atMs,
    reverses: original.id,
    ...(original.lots && { lots: original.lots.map((lotId, i) => ({ lotId, amount: original.parts![i]! })) }),
  }
  await postTransfers(tx, [mirror])
  return { ok: true, transferId: mirror.id }
}
