/** Writes down what one person wants and another must approve. */
import { newId } from '../../kernel/ids.ts'
import type { Transaction } from '../../platform/database.ts'
import { approvalDaysMax } from './rules.ts'
import { type ApprovalRow, insertApproval, type NewApproval, selectApproval, selectByKey } from './store.ts'

export type ApprovalAsked =
  | { readonly ok: true; readonly approval: ApprovalRow; readonly replayed: boolean }
  | { readonly ok: false; readonly code: 'idempotency_key_reused' }

const dayMs = 86_400_000

/** The same key and content get the same approval again, whatever has become of it. */
export async function requestApproval(
  tx: Transaction,
  wish: Omit<NewApproval, 'id' | 'expiresMs'>,
): Promise<ApprovalAsked> {
  const id = newId(wish.atMs)
  if (await insertApproval(tx, { ...wish, id, expiresMs: wish.atMs + approvalDaysMax * dayMs })) {
    return { ok: true, approval: (await selectApproval(tx, id))!, replayed: false }
  }
  const known = (await selectByKey(tx, wish.idempotency))!
  if (known.fingerprint !== wish.idempotency.fingerprint) return { ok: false, code: 'idempotency_key_reused' }
  return { ok: true, approval: known, replayed: true }
}
