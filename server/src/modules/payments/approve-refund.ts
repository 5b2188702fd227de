/** A refund above what one person may give back alone: asked for by one, given when another approves. */
import type { Approval } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import { toJson } from '../../kernel/money.ts'
import type { Database, Transaction } from '../../platform/database.ts'
import type { Call, Outcome } from '../../platform/http.ts'
import { type ApprovalAsked, type ApprovalKind, requestApproval, toApproval } from '../approvals/index.ts'
import { PostingRefused } from '../ledger/index.ts'
import { decideUnderLock, type RefundOrder, refundInTransaction } from './refund-payment.ts'
import { readPaymentSettings } from './settings.ts'
import { lockPayment } from './tender-store.ts'

/** What was asked for, exactly: an amount that was decided when it was asked, or lines of the receipt. */
type Payload = Pick<RefundOrder, 'amount' | 'lines' | 'order' | 'terminalId' | 'role'>

export async function requestRefund(db: Database, call: Call<'requestRefund'>): Promise<Outcome<Approval>> {
  const paymentId = fromTypeId('pay', call.params.id)
  if (paymentId === undefined) return { ok: false, code: 'not_found' }
  const { personId, name, role, storeId, terminalId } = call.caller
  const order = {
    ...call.body,
    paymentId,
    storeId,
    terminalId,
    staffId: personId,
    role,
    approved: true,
    atMs: call.nowMs,
  } as const
  const asked = await db.transaction(tx => ask(tx, order, { name, idempotency: call.idempotency! }))
  if (!asked.ok) return asked
  const person = { id: personId, role, storeId }
  return { ok: true, value: toApproval(asked.approval, {}, person, call.nowMs), replayed: asked.replayed }
}

async function ask(
  tx: Transaction,
  order: Omit<RefundOrder, 'idempotency'>,
  { name, idempotency }: { name: string } & Pick<RefundOrder, 'idempotency'>,
): Promise<ApprovalAsked | Extract<Outcome<never>, { ok: false }>> {
  const { paymentId, storeId, terminalId, role, lines, reason, atMs } = order
  const payment = await lockPayment(tx, paymentId)
  if (!payment || (storeId !== undefined && payment.store_id !== storeId)) return { ok: false, code: 'not_found' }
  const decision = await decideUnderLock(tx, payment, order, await readPaymentSettings(tx))
  if (!decision.ok) return decision
  const payload: Payload = {
    ...(lines === undefined ? { amount: toJson(decision.amount) } : { lines }),
    ...(order.order === undefined ? {} : { order: order.order }),
    terminalId,
    role,
  }
  return requestApproval(tx, {
    kind: 'refund',
    subject: toTypeId('pay', paymentId),
    storeId: payment.store_id,
    money: { amount: decision.amount, currency: payment.currency },
    reason,
    payload,
    by: { id: order.staffId, name },
    atMs,
    idempotency,
  })
}

export const refundKind: ApprovalKind = {
  approvers: ['shiftLead', 'storeManager', 'finance', 'administrator'],
  execute: async (tx, approval, _by, nowMs) => {
    const { id, subject, reason, requested_by: staffId, fingerprint } = approval
    const payload = approval.payload as unknown as Payload
    const order: RefundOrder = {
      ...payload,
      terminalId: payload.terminalId,
      paymentId: fromTypeId('pay', subject)!,
      storeId: undefined,
      staffId,
      reason,
      approved: true,
      atMs: nowMs,
      idempotency: { clientId: id, key: 'approved', fingerprint },
    }
    try {
      const outcome = await refundInTransaction(tx, order)
      if (!outcome.ok) return outcome
      return { ok: true, result: toTypeId('ref', outcome.refund.id) }
    } catch (error) {
      if (error instanceof PostingRefused) return { ok: false, code: 'balance_limit_exceeded' }
      throw error
    }
  },
}
