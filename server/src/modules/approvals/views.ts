/** Approvals as the API shows them. */
import type { Approval } from '@ringfence/contract'
import { toTypeId } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import { type ApprovalKinds, type Decider, mayDecide, statusAt } from './rules.ts'
import type { ApprovalRow } from './store.ts'

/** As this person sees it. */
export function toApproval(row: ApprovalRow, kinds: ApprovalKinds, person: Decider, nowMs: number): Approval {
  const status = statusAt(row, nowMs)
  const mine = row.requested_by === person.id
  return {
    id: toTypeId('apr', row.id),
    kind: row.kind,
    status,
    subject: row.subject,
    amount: row.amount === null ? null : toJson(row.amount),
    currency: row.currency,
    reason: row.reason,
    requestedBy: { id: toTypeId('stf', row.requested_by), name: row.requested_by_name },
    requestedAt: row.requested_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    decidedBy:
      row.decided_by === null ? null : { id: toTypeId('stf', row.decided_by), name: row.decided_by_name ?? '' },
    decidedAt: row.decided_at?.toISOString() ?? null,
    mine,
    approvable: status === 'waiting' && !mine && mayDecide(kinds, row, person),
    result: row.result,
  }
}
