/** Numbers and PINs of a batch are as good as money: they leave only when a second person releases them, and to who asked only. */
import type { Approval } from '@ringfence/contract'
import { fromTypeId } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, Outcome } from '../../platform/http.ts'
import { type ApprovalKind, requestApproval, toApproval } from '../approvals/index.ts'
import { lockBatch, updateReleased } from './batch-store.ts'

export async function requestCardBatchDownload(
  db: Database,
  call: Call<'requestCardBatchDownload'>,
): Promise<Outcome<Approval>> {
  const batchId = fromTypeId('cbt', call.params.id)
  if (batchId === undefined) return { ok: false, code: 'not_found' }
  const { personId: id, name, role, storeId } = call.caller
  return db.transaction(async tx => {
    const refusal = refusalOf(await lockBatch(tx, batchId))
    if (refusal) return refusal
    const asked = await requestApproval(tx, {
      kind: 'keyExport',
      subject: call.params.id,
      reason: call.body.reason,
      payload: {},
      by: { id, name },
      atMs: call.nowMs,
      idempotency: call.idempotency!,
    })
    if (!asked.ok) return asked
    const value = toApproval(asked.approval, {}, { id, role, storeId }, call.nowMs)
    return { ok: true, value, replayed: asked.replayed }
  })
}

export const batchDownloadKind: ApprovalKind = {
  approvers: ['finance', 'administrator'],
  execute: async (tx, approval, _by, nowMs) => {
    const batchId = fromTypeId('cbt', approval.subject)!
    const refusal = refusalOf(await lockBatch(tx, batchId))
    if (refusal) return refusal
    await updateReleased(tx, batchId, { to: approval.requested_by, atMs: nowMs })
    return { ok: true }
  },
}

function refusalOf(batch: { made: number; count: number; downloaded_at: Date | null } | undefined) {
  if (!batch) return { ok: false, code: 'not_found' } as const
  if (batch.made < batch.count) return { ok: false, code: 'batch_not_ready' } as const
  if (batch.downloaded_at) return { ok: false, code: 'batch_downloaded' } as const
  return undefined
}
