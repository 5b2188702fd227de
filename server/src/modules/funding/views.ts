/** How loads, their refunds and disputes show themselves. */
import type { Dispute, Load, LoadDetail, LoadRefund, PaymentAction } from '@ringfence/contract'
import { toTypeId } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { DisputeRow } from './disputes/store.ts'
import type { LoadRefundRow } from './refunds/store.ts'
import type { LoadRow } from './store.ts'

/** A declined card is an answer, too: the load with status `failed` and the reason. */
export function loadView(load: LoadRow, action: PaymentAction | null = null): Load {
  return {
    id: toTypeId('lod', load.id),
    status: load.status,
    amount: toJson(load.amount),
    currency: load.currency,
    tender: load.tender,
    at: load.at.toISOString(),
    declineReason: load.decline_reason,
    action,
    recovered: toJson(load.recovered),
  }
}

/** Who stands at a till learns nothing of what the customer owed. */
export function tillLoadView(load: LoadRow): Load {
  return { ...loadView(load), recovered: null }
}

export function loadDetailView(load: LoadRow, refundable: bigint): LoadDetail {
  return {
    ...loadView(load),
    accountId: toTypeId('acc', load.account_id),
    refunded: toJson(load.refunded),
    refundable: toJson(refundable),
    pspReference: load.psp_reference,
    pspFee: load.psp_fee === null ? null : toJson(load.psp_fee),
  }
}

export function loadRefundView(refund: LoadRefundRow): LoadRefund {
  return {
    id: toTypeId('lrf', refund.id),
    loadId: toTypeId('lod', refund.load_id),
    amount: toJson(refund.amount),
    currency: refund.currency,
    status: refund.status,
    at: refund.at.toISOString(),
  }
}

export function disputeView(dispute: DisputeRow): Dispute {
  return {
    id: toTypeId('dsp', dispute.id),
    loadId: toTypeId('lod', dispute.load_id),
    accountId: toTypeId('acc', dispute.account_id),
    status: dispute.status,
    reason: dispute.reason,
    amount: toJson(dispute.amount),
    currency: dispute.currency,
    takenBack: toJson(dispute.taken_back),
    debt: toJson(dispute.debt),
    openedAt: dispute.opened_at.toISOString(),
    closedAt: dispute.closed_at?.toISOString() ?? null,
  }
}
